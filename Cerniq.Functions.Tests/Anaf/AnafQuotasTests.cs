using Cerniq.Functions.Anaf;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafQuotasTests : StoreFixture
{
    private const string Cui = "14399840";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Lets_ten_downloads_of_a_message_through_though_many_ask_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => Task.Run(() => TakesAsync(new AnafQuotas(Tables, Clock), "descarcare", "3001"))));

        outcomes.Count(taken => taken).ShouldBe(10);
        (await TakesAsync(Quotas(), "descarcare", "3002")).ShouldBeTrue();
    }

    [Fact]
    public async Task Calls_a_person_once_when_a_quota_is_nearly_used()
    {
        var alerts = new Alerts(Tables, Clock);
        var quotas = new AnafQuotas(Tables, Clock, new AnafQuotaAlerts(alerts));
        for (var call = 1; call <= 10; call++)
        {
            await quotas.TakeAsync("acme", Cui, "descarcare", "3001", None);
            (await alerts.ListAsync("acme", AlertStatus.Open, 10, null, None)).Rows.Count.ShouldBe(call >= 8 ? 1 : 0);
        }
    }

    [Fact]
    public async Task The_next_day_takes_the_alert_back_and_a_new_shortage_raises_it_anew()
    {
        var alerts = new Alerts(Tables, Clock);
        var quotas = new AnafQuotas(Tables, Clock, new AnafQuotaAlerts(alerts));
        await UseAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        await quotas.ForgetOldAsync("acme", None);
        (await alerts.ListAsync("acme", AlertStatus.Open, 10, null, None)).Rows.ShouldBeEmpty();

        await UseAsync();

        (await alerts.ListAsync("acme", AlertStatus.Open, 10, null, None)).Rows.Count.ShouldBe(1);

        async Task UseAsync()
        {
            for (var call = 0; call < 8; call++)
            {
                await quotas.TakeAsync("acme", Cui, "descarcare", "3001", None);
            }
        }
    }

    [Fact]
    public async Task Says_when_calls_may_be_made_again_and_keeps_that()
    {
        for (var call = 0; call < 10; call++)
        {
            await Quotas().TakeAsync("acme", Cui, "descarcare", "3001", None);
        }

        var closed = await Should.ThrowAsync<ServiceUnavailableException>(() => Quotas().TakeAsync("acme", Cui, "descarcare", "3001", None));

        // Nine o'clock in UTC is eleven in Romania: thirteen hours are left of the day.
        closed.Fault.RetryAfter.ShouldBe(TimeSpan.FromHours(13));
        closed.Fault.Ambiguous.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromHours(13));
        (await TakesAsync(Quotas(), "descarcare", "3001")).ShouldBeTrue();
    }

    [Fact]
    public async Task Counts_each_tenant_and_company_for_itself_and_uploads_not_at_all()
    {
        for (var call = 0; call < 10; call++)
        {
            await Quotas().TakeAsync("acme", Cui, "descarcare", "3001", None);
        }

        await Quotas().TakeAsync("other", Cui, "descarcare", "3001", None);
        await Quotas().TakeAsync("acme", "34283300", "descarcare", "3001", None);
        for (var call = 0; call < 200; call++)
        {
            await Quotas().TakeAsync("acme", Cui, "upload", "", None);
        }
    }

    [Fact]
    public async Task Shows_every_endpoint_that_has_a_quota_also_those_not_called_today()
    {
        await Quotas().TakeAsync("acme", Cui, "listaMesajePaginatieFactura", "", None);
        await Quotas().TakeAsync("acme", Cui, "stareMesaj", "5001", None);

        (await Quotas().EndpointsAsync("acme", Cui, None)).ShouldBe(
        [
            new AnafEndpointQuota("stareMesaj", "message", 100, 100),
            new AnafEndpointQuota("descarcare", "message", 10, 10),
            new AnafEndpointQuota("listaMesajeFactura", "cui", 1500, 1500),
            new AnafEndpointQuota("listaMesajePaginatieFactura", "cui", 100_000, 99_999),
            new AnafEndpointQuota("upload RASP", "cui", 1000, 1000),
        ]);
    }

    [Fact]
    public async Task Shows_what_is_left_and_forgets_days_gone_by()
    {
        await Quotas().TakeAsync("acme", Cui, "listaMesajePaginatieFactura", "", None);
        await Quotas().TakeAsync("acme", Cui, "stareMesaj", "5001", None);
        await Quotas().TakeAsync("acme", Cui, "stareMesaj", "5001", None);

        var (uses, _) = await Quotas().TodayAsync("acme", Cui, 50, null, None);
        uses.ShouldBe([new AnafQuotaUse("listaMesajePaginatieFactura", null, 1, 100_000), new AnafQuotaUse("stareMesaj", "5001", 2, 100)]);
        uses[1].Left.ShouldBe(98);

        Clock.Advance(TimeSpan.FromDays(1));
        await Quotas().ForgetOldAsync("acme", None);
        (await Tables.QueryAsync("anafquotas", "acme", new(null, null), None)).Rows.ShouldBeEmpty();
    }

    private AnafQuotas Quotas() => new(Tables, Clock);

    private static async Task<bool> TakesAsync(AnafQuotas quotas, string endpoint, string message)
    {
        try
        {
            await quotas.TakeAsync("acme", Cui, endpoint, message, None);
            return true;
        }
        catch (ServiceUnavailableException)
        {
            return false;
        }
    }
}
