using System.Diagnostics;

namespace Cerniq.Benchmarks.Load;

/// <summary>This program as a second process that serves until its standard input ends.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    /// <summary>What it said first: where it serves, or what it measured.</summary>
    public string FirstLine { get; }

    public Uri Address => new(FirstLine);

    public static async Task<Child> StartAsync(params string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) 
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        Array.ForEach(command, start.ArgumentList.Add);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        return line is null
            ? throw new InvalidOperationException("The child process ended without a word.")
            : new Child(process, line);
    }

    /// <summary>Says where it serves and waits for the parent to end.</summary>
    public static async Task ServeUntilParentEndsAsync(string address)
    {
        Console.WriteLine(address);
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
