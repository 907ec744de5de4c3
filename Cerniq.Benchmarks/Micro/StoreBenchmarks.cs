using BenchmarkDotNet.Attributes;
using Cerniq.LocalHost.Storage;

namespace Cerniq.Benchmarks.Micro;

/// <summary>A small write alone, and 64 that share a sync.</summary>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    private string _folder = "";
    private StoreDatabase? _store;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        _store = StoreDatabase.Open(Path.Combine(_folder, "store.db"), "CREATE TABLE item(id INTEGER PRIMARY KEY, body BLOB)");
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public Task<long> OneWrite() => _store!.WriteAsync(Insert);

    [Benchmark(OperationsPerInvoke = 64)]
    public Task SixtyFourWritesTogether() => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _store!.WriteAsync(Insert)));

    private static long Insert(StoreSession session)
    {
        session.Prepare("INSERT INTO item(body) VALUES(?1)").Bind(1, "0123456789abcdef0123456789abcdef"u8).Run();
        return session.LastInsertRowId;
    }
}
