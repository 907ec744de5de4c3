using Cerniq.Functions.EFactura;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Tenants;
using Cerniq.LocalHost.Testing;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaWatchTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();
    private DurableTestHost _host = null!;
    private EFacturaWatch _watch = null!;
    private int _starts;

    public async Task InitializeAsync()
    {
        _host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<EFacturaKey, string>(nameof(EFacturaSubmission), async (context, _) =>
        {
            Interlocked.Increment(ref _starts);
            return await context.WaitForExternalEvent<string>(EFacturaEvents.Retry);
        }));
        _watch = new EFacturaWatch(
            _bench.Store, _bench.Lists, new TenantDirectory(_bench.Local.Tables, _bench.Clock), new EFacturaAlerts(_bench.Alerts), _bench.Clock);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Makes_a_lost_start_good_and_leaves_what_runs_alone()
    {
        var entry = await DueAsync(negotiationId: null);

        await LookAsync();
        (await _host.Client.GetInstanceAsync(entry.Key.InstanceId)).ShouldNotBeNull();

        _bench.Clock.Advance(TimeSpan.FromHours(1));
        await LookAsync();
        _starts.ShouldBe(1);
        (await OpenAlertsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Does_not_look_before_its_time()
    {
        await DueAsync(negotiationId: null, inMinutes: 5);

        await LookAsync();

        _starts.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_a_person_for_a_filing_that_its_deal_has_left()
    {
        await DueAsync(negotiationId: "N-1");

        await LookAsync();

        _starts.ShouldBe(0);
        (await OpenAlertsAsync()).ShouldBe(1);
    }

    private async Task<EFacturaEntry> DueAsync(string? negotiationId, int inMinutes = 0)
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        return await _bench.ChangeAsync(entry, found => found with { NegotiationId = negotiationId, WatchAt = _bench.Clock.GetUtcNow().AddMinutes(inMinutes) });
    }

    private async Task LookAsync()
    {
        await _watch.LookAsync(EFacturaBench.Tenant, _host.Client, None);
        await _host.Engine.WhenIdleAsync();
    }

    private async Task<int> OpenAlertsAsync() =>
        (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.Count;
}
