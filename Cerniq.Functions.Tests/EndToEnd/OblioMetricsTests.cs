using System.Net;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Every name of the Oblio document's section 8.1, with its labels and buckets, once its occasion has arisen.</summary>
public sealed class OblioMetricsTests
{
    private static readonly string[] Expected =
    [
        """oblio_client_validations_success_total{action="CREATED_NEW",tenant_id="demo"}""",
        """oblio_client_validations_failed_total{reason="email",tenant_id="demo"}""",
        """oblio_client_validations_cached_total{tenant_id="demo"}""",
        """oblio_client_validations_error_total{error_type="OBLIO_API_ERROR",tenant_id="demo"}""",
        """oblio_client_validation_duration_ms_bucket{tenant_id="demo",le="15000"}""",
        """oblio_proformas_created_total{tenant_id="demo"}""",
        """oblio_proformas_failed_total{error_type="ServerError",tenant_id="demo"}""",
        """oblio_proforma_total_ron{tenant_id="demo"}""",
        """oblio_proforma_create_duration_ms_bucket{tenant_id="demo",le="30000"}""",
        """oblio_invoices_created_total{tenant_id="demo"}""",
        """oblio_invoices_failed_total{error_type="ServerError",tenant_id="demo"}""",
        """oblio_invoice_total_ron{tenant_id="demo"}""",
        """oblio_invoice_create_duration_ms_bucket{tenant_id="demo",le="500"}""",
        """oblio_stornos_created_total{reason_code="ORDER_CANCELLED",tenant_id="demo",type="FULL"}""",
        """oblio_stornos_failed_total{error_type="ServerError",tenant_id="demo"}""",
        """oblio_storno_total_ron{tenant_id="demo"}""",
        """oblio_storno_duration_ms_bucket{tenant_id="demo",le="20000"}""",
        """oblio_api_calls_total{method="POST",status="200"}""",
        """oblio_api_errors_total{method="POST",status="503"}""",
        """oblio_api_latency_ms_bucket{endpoint="docs/invoice",method="POST",le="10000"}""",
        """oblio_rate_limit_remaining{endpoint="docs/invoice",tenant_id="demo"}""",
        """oblio_rate_limit_hits_total{endpoint=""",
    ];

    [Fact]
    public async Task All_of_them_are_counted()
    {
        await using var machine = await Machine.StartAsync(KeyValuePair.Create("CERNIQ_SANDBOX_LIMITS", "1"));
        var client = SampleDeal.Of("any")["client"]!.AsObject();
        await ValidateAsync(machine, client, HttpStatusCode.OK); // kept
        await ValidateAsync(machine, client, HttpStatusCode.OK); // from what was kept
        client["email"] = "nobody";
        await ValidateAsync(machine, client, HttpStatusCode.OK); // wanting
        client["email"] = "somebody@else.example";
        await FailAsync(machine, "nomenclature/clients", 3);
        await ValidateAsync(machine, client, HttpStatusCode.ServiceUnavailable);

        await FailAsync(machine, "POST /oblio/api/docs/proforma", 1);
        await FailAsync(machine, "POST /oblio/api/docs/invoice", 1);
        await machine.PostDealAsync(SampleDeal.Of("M-1", deal => deal["options"]!["autoAccept"] = true));
        var filed = await machine.UntilAsync("M-1", "EINVOICE_ACCEPTED");
        await FailAsync(machine, "POST /oblio/api/docs/invoice", 1);
        await CancelAsync(machine, filed.GetProperty("invoice").GetProperty("invoiceId").GetString()!);
        await machine.UntilAsync("M-1", "DEAD");
        // More at once than Oblio allows in ten seconds: one of them has to wait.
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => machine.CallAsync(HttpMethod.Post, "tenants/demo/series/check")));

        var (_, _, answer) = await machine.CallAsync(HttpMethod.Get, "metrics", adminKey: Machine.AdminKey);
        var text = await answer.Content.ReadAsStringAsync();
        Expected.Where(name => !text.Contains('\n' + name, StringComparison.Ordinal))
            .ShouldBeEmpty(string.Join('\n', text.Split('\n').Where(line => line.StartsWith("oblio", StringComparison.Ordinal) && !line.Contains("_bucket", StringComparison.Ordinal))));
    }

    private static async Task ValidateAsync(Machine machine, System.Text.Json.Nodes.JsonObject client, HttpStatusCode expected)
    {
        var (status, body, _) = await machine.CallAsync(
            HttpMethod.Post, "tenants/demo/clients/validate", new { clientData = client });
        status.ShouldBe(expected, body.ToString());
    }

    private static async Task FailAsync(Machine machine, string route, int count) => await machine.SandboxAsync(
        HttpMethod.Post, "faults", new { service = "oblio", route, kind = "status", status = 503, rate = 1.0, count });

    private static async Task CancelAsync(Machine machine, string invoiceId)
    {
        var (status, body, _) = await machine.CallAsync(
            HttpMethod.Post,
            $"tenants/demo/invoices/{invoiceId}/cancel",
            new { cancellation = new { reasonCode = "ORDER_CANCELLED", reasonText = "Clientul a renuntat la comanda", requestedBy = "CLIENT", type = "FULL" } });
        status.ShouldBe(HttpStatusCode.Accepted, body.ToString());
    }
}
