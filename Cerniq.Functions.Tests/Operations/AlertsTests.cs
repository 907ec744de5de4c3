using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Operations;

public sealed class AlertsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly Alerts _alerts;

    public AlertsTests() => _alerts = new Alerts(_local.Tables, _local.Clock);

    [Fact]
    public async Task The_same_key_is_one_alert()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => RaiseAsync("k"))));
        raised.Select(alert => alert.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        var open = await ListAsync(AlertStatus.Open);
        open.Single().Occurrences.ShouldBe(5);
    }

    [Fact]
    public async Task Lists_hold_each_alert_once_under_its_status_newest_first()
    {
        var one = await RaiseAsync("one");
        _local.Clock.Advance(TimeSpan.FromMinutes(1));
        await RaiseAsync("two");
        await _alerts.AcknowledgeAsync("t", one.Id, "ana", "seen", None);
        (await ListAsync(null)).Select(alert => alert.Key).ShouldBe(["two", "one"]);
        (await ListAsync(AlertStatus.Open)).Single().Key.ShouldBe("two");
        var acknowledged = (await ListAsync(AlertStatus.Acknowledged)).Single();
        acknowledged.AcknowledgedBy.ShouldBe("ana");
        acknowledged.Comment.ShouldBe("seen");
    }

    [Fact]
    public async Task Acknowledging_again_keeps_the_first_name()
    {
        var alert = await RaiseAsync("k");
        await _alerts.AcknowledgeAsync("t", alert.Id, "ana", null, None);
        (await _alerts.AcknowledgeAsync("t", alert.Id, "bob", null, None))!.AcknowledgedBy.ShouldBe("ana");
        (await RaiseAsync("k")).Status.ShouldBe(AlertStatus.Acknowledged);
    }

    [Fact]
    public async Task What_is_over_and_comes_back_opens_again()
    {
        var first = await RaiseAsync("k");
        await _alerts.ResolveAsync("t", "k", None);
        (await ListAsync(AlertStatus.Open)).ShouldBeEmpty();
        _local.Clock.Advance(TimeSpan.FromHours(1));
        var second = await RaiseAsync("k");
        second.Id.ShouldBe(first.Id);
        second.Status.ShouldBe(AlertStatus.Open);
        (await ListAsync(null)).Count.ShouldBe(1);
        (await ListAsync(AlertStatus.Resolved)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tenants_do_not_see_each_others()
    {
        var alert = await RaiseAsync("k");
        (await _alerts.FindAsync("other", alert.Id, None)).ShouldBeNull();
        (await _alerts.AcknowledgeAsync("other", alert.Id, "eve", null, None)).ShouldBeNull();
        await _alerts.ResolveAsync("other", "k", None);
        (await ListAsync(AlertStatus.Open)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_kind_whose_letter_could_not_be_filled_in_is_a_mistake_of_ours() =>
        (await Should.ThrowAsync<ArgumentException>(() => _alerts.RaiseAsync(
            "t", new AlertNotice("k", AlertKind.AnafLogin, AlertSeverity.Warning, "Title", "Detail") { Facts = AlertFacts.Of() }, None))).Message.ShouldContain("«ends_on»");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    private Task<Alert> RaiseAsync(string key) =>
        _alerts.RaiseAsync("t", new AlertNotice(key, AlertKind.InvoiceOpenAgain, AlertSeverity.Warning, "Title", "Detail") { Facts = AlertFacts.Of(("invoice", "F-1"), ("owed", "1 RON")) }, None);

    private async Task<IReadOnlyList<Alert>> ListAsync(AlertStatus? status) =>
        [.. (await _alerts.ListAsync("t", status, 100, null, None)).Rows.Select(row => CerniqJson.Read<Alert>(row.Body))];
}

[Collection(OneApp.Name)]
public sealed class AlertRouteTests(AppHost app)
{
    [Fact]
    public async Task Alerts_are_listed_and_acknowledged_over_HTTP()
    {
        var key = await app.NewTenantAsync("alerted");
        var alert = await app.Service<Alerts>().RaiseAsync(
            "alerted",
            new AlertNotice("a", AlertKind.InvoiceOpenAgain, AlertSeverity.Critical, "Deadline", "File it", "invoice/F-1") { Facts = AlertFacts.Of(("invoice", "F-1"), ("owed", "1 RON")) },
            CancellationToken.None);
        var list = await app.SendAsync(HttpMethod.Get, "/api/tenants/alerted/alerts?status=open", key: key);
        list.Json.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe(alert.Id);
        var reply = await app.SendAsync(
            HttpMethod.Post, $"/api/tenants/alerted/alerts/{alert.Id}/acknowledge", key: key, json: """{ "comment": "on it" }""");
        reply.Json.GetProperty("status").GetString().ShouldBe("Acknowledged");
        reply.Json.GetProperty("comment").GetString().ShouldBe("on it");
        (await app.SendAsync(HttpMethod.Post, $"/api/tenants/alerted/alerts/{alert.Id}/acknowledge", key: key)).Status.ShouldBe(200);
        (await app.SendAsync(HttpMethod.Post, "/api/tenants/alerted/alerts/none/acknowledge", key: key)).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/alerted/alerts?status=bad", key: key)).Status.ShouldBe(400);
        var trail = await app.SendAsync(HttpMethod.Get, "/api/tenants/alerted/audit?subject=invoice/F-1", key: key);
        trail.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }
}
