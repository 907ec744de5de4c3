namespace Cerniq.Benchmarks.Load;

/// <summary>A folder for one run, gone afterwards. Give <c>--data</c> when the machine's temporary folder is in memory:
/// there a sync costs nothing and the figures say nothing.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder(LoadArguments args)
    {
        var parent = args.Text("data") ?? System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), "load-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "hub.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
