using System.Text;
using Cerniq.Cli;

namespace Cerniq.EInvoicing.Tests.Cli;

/// <summary>Runs the tool in process, in a folder of its own.</summary>
internal sealed class CliRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cerniq-cli-").FullName;

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = string.Empty;

    public string Error { get; private set; } = string.Empty;

    public string File(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public async Task<CliRun> RunAsync(byte[] input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        ExitCode = await CerniqCommandLine.RunAsync(args, output, error, () => new MemoryStream(input));
        (Output, Error) = (output.ToString(), error.ToString());
        return this;
    }

    public Task<CliRun> RunAsync(params string[] args) => RunAsync([], args);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
