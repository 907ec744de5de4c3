namespace Cerniq.LocalHost.Tests.Durable.Crashes;

/// <summary>A file of lines that the system has once <see cref="Add"/> returns.</summary>
internal sealed class LineFile(string path) : IAsyncDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Add(string line)
    {
        lock (_file)
        {
            _file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
