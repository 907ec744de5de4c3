using BenchmarkDotNet.Attributes;
using Cerniq.LocalHost.Durable.History;

namespace Cerniq.Benchmarks.Micro;

/// <summary>What one turn packs, and what a replay unpacks.</summary>
[MemoryDiagnoser]
public class HistoryBenchmarks
{
    private readonly List<HistoryEvent> _turn = [];
    private readonly List<HistoryEvent> _into = new(64);
    private byte[] _packed = [];

    [GlobalSetup]
    public void Setup()
    {
        var at = new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc);
        _turn.Add(new OrchestratorStarted(at));
        _turn.Add(new TaskCompleted(at, 0, """{"number":"FCT-0001","total":8972.25}"""));
        _turn.Add(new TaskScheduled(at, 1, "SubmitInvoice", null, """{"invoice":"FCT-0001"}""", 1, null));
        _packed = HistoryCodec.Encode(_turn);
    }

    [Benchmark]
    public byte[] PackTurn() => HistoryCodec.Encode(_turn);

    [Benchmark]
    public int UnpackTurn()
    {
        _into.Clear();
        HistoryCodec.Decode(_packed, _into);
        return _into.Count;
    }
}
