using System.Text.Json;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Oblio;

public sealed class IssuedTotalsTests : IAsyncLifetime
{
    private const string Tenant = "acme";
    private const string Login =
        """{"access_token":"67d6f8817c28d698bdae35728c7a30b02a75bd4d","expires_in":"3600","token_type":"Bearer","scope":"","request_time":"1540471129"}""";

    private static readonly OblioKey Invoice = new(OblioDocumentType.Invoice, "FCT", "0053");

    private readonly LocalStorage _local = new();
    private readonly StubService _stub = new StubService().On("/authorize/token", Login);
    private readonly TenantConnections _connections;
    private readonly TenantSettings _settings;
    private readonly Alerts _alerts;
    private readonly IssuedTotals _totals;

    public IssuedTotalsTests()
    {
        _settings = new TenantSettings(_local.Tables, _local.Secrets);
        _connections = new TenantConnections(_settings, _local.Secrets, new ServiceAddresses());
        _alerts = new Alerts(_local.Tables, _local.Clock);
        _totals = new IssuedTotals(new OblioClients(_stub.Callers()), _connections, _alerts);
    }

    public async Task InitializeAsync() =>
        (await _settings.PutAsync(Tenant, JsonSerializer.Deserialize<JsonElement>("""{ "company_cui": "RO37311090" }"""), default)).Errors.ShouldBeEmpty();

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _local.DisposeAsync();
    }

    [Theory]
    [InlineData("8972.25")]
    [InlineData("8972.2500")]
    public async Task The_same_to_the_ban_is_kept_and_nobody_is_called(string total)
    {
        _stub.Then(Listed(("FCT", "0053", total)));

        (await CompareAsync(8972.25m)).ShouldBe(8972.25m);
        (await OpenAsync()).ShouldBeEmpty();
        _stub.Requests.Last().Query.ShouldContain("seriesName=FCT&number=0053");
    }

    [Fact]
    public async Task A_difference_of_one_ban_is_named_with_both_totals_and_is_over_once_they_agree()
    {
        _stub.Then(Listed(("FCT", "0053", "8972.2600"))).Then(Listed(("FCT", "0053", "8972.2500")));

        (await CompareAsync(8972.25m)).ShouldBe(8972.26m);
        var alert = (await OpenAsync()).ShouldHaveSingleItem();
        (alert.Kind, alert.Severity).ShouldBe(("total_differs", AlertSeverity.Critical));
        alert.Title.ShouldContain("FCT-0053");
        alert.Detail.ShouldContain("8972.26 RON");
        alert.Detail.ShouldContain("8972.25 RON");
        alert.Detail.ShouldContain("0.01");

        await CompareAsync(8972.25m);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_document_in_the_answer_is_not_this_one()
    {
        _stub.Then(Listed(("FCT", "0054", "1.0000"), ("OLD", "0053", "2.0000"), ("FCT", "53", "10.0000")));

        (await CompareAsync(10m)).ShouldBe(10m);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_Oblio_does_not_show_it_nothing_is_claimed()
    {
        _stub.Then(Listed()).Then("""{"status":400,"statusMessage":"Nu exista document"}""", 400);

        (await CompareAsync(10m)).ShouldBeNull();
        (await CompareAsync(10m)).ShouldBeNull();
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outage_is_told_so_that_it_is_asked_again()
    {
        _stub.On("/docs/invoice/list", "{}", 503);

        await Should.ThrowAsync<ServiceUnavailableException>(() => CompareAsync(10m));
    }

    private Task<decimal?> CompareAsync(decimal ours) =>
        _stub.Clock.RunAsync(_totals.CompareAsync(Tenant, Invoice, ours, "RON", "negotiation/N-1", default));

    private async Task<List<Alert>> OpenAsync() =>
        [.. (await _alerts.ListAsync(Tenant, AlertStatus.Open, 10, null, default)).Rows.Select(row => CerniqJson.Read<Alert>(row.Body))];

    private static string Listed(params (string Series, string Number, string Total)[] documents) => JsonSerializer.Serialize(new
    {
        status = 200,
        statusMessage = "Success",
        data = documents.Select(document => new { seriesName = document.Series, number = document.Number, total = document.Total, issueDate = "2026-11-20" }),
    });
}
