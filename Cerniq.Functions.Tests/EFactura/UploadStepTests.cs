using Cerniq.Functions.EFactura;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class UploadStepTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Sends_nothing_while_an_earlier_upload_is_in_doubt()
    {
        var now = _bench.Clock.GetUtcNow();
        var entry = await WithAsync(found => found with { Intent = new UploadIntent(now, now, "00", "a process that died", IsOpen: true) });

        var result = await Step().RunAsync(entry.Key, None);

        result.Kind.ShouldBe(UploadKind.Ambiguous);
        (await _bench.Store.RequireAsync(entry.Key, None)).Intent!.Claim.ShouldBe("a process that died");
    }

    [Fact]
    public async Task Gives_the_index_that_is_on_record()
    {
        var entry = await WithAsync(found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds("5001") });

        (await Step().RunAsync(entry.Key, None)).ShouldBe(UploadResult.Accepted("5001"));
    }

    /// <summary>Without any way to reach ANAF: these must not try.</summary>
    private UploadStep Step() => new(_bench.Store, new EFacturaAdapters([]), _bench.Clock);

    private async Task<EFacturaEntry> WithAsync(Func<EFacturaEntry, EFacturaEntry> change)
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        return await _bench.ChangeAsync(entry, found => change(found with { Xml = new StoredFile("invoice.xml", "00") }));
    }
}
