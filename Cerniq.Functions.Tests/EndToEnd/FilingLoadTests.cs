using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Tests.EFactura;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Many filings while ANAF's answers fail and the app is killed now and then: each is accepted once.</summary>
/// <remarks>Forty by default; CERNIQ_LOAD sets another number, such as 1000. Figures are written to the test's output.</remarks>
public sealed class FilingLoadTests(ITestOutputHelper output)
{
    private const int PageSize = 200;
    private const int AtOnce = 8;
    private static readonly int Filings =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_LOAD"), CultureInfo.InvariantCulture, out var set) ? set : 40;

    private static readonly int Kills = Filings >= 300 ? 5 : 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240 + Filings);

    [Fact]
    public async Task Every_invoice_is_accepted_exactly_once_though_a_fifth_fails_and_the_app_is_killed()
    {
        await using var machine = await Machine.StartAsync();
        await machine.SandboxAsync(HttpMethod.Post, "clock", new { speed = 0.25 });
        await FailAsync(
            machine,
            new { service = "anaf", route = "/FCTEL/rest/", kind = "reset-after", rate = 0.04, seed = 1 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "reset-before", rate = 0.04, seed = 2 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "status", status = 503, rate = 0.04, seed = 3 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "status", status = 429, rate = 0.02, seed = 4 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "html", rate = 0.03, seed = 5 },
            new { service = "anaf", route = "/FCTEL/rest/", kind = "latency", ms = 400, rate = 0.03, seed = 6 });

        await FileAllAsync(machine, Kills);
    }

    [Fact]
    public async Task A_lost_answer_is_found_again_though_three_in_ten_are_lost()
    {
        await using var machine = await Machine.StartAsync();
        await FailAsync(machine, new { service = "anaf", kind = "reset-after", rate = 0.3, seed = 11 });

        await FileAllAsync(machine, kills: 0);
    }

    private async Task FileAllAsync(Machine machine, int kills)
    {
        var watch = Stopwatch.StartNew();
        for (var first = 1; first <= Filings; first += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, Filings - first + 1)).Select(number => SubmitAsync(machine, number)));
            if (kills > 0 && (first / AtOnce) % Math.Max(1, Filings / AtOnce / kills) == 0)
            {
                machine.App.Kill();
                await machine.App.StartAsync();
            }
        }

        output.WriteLine($"{Filings} submitted after {watch.Elapsed.TotalSeconds:0.0} s");
        var stats = await UntilAllAcceptedAsync(machine, watch);
        var calls = await machine.SandboxAsync(HttpMethod.Get, "calls");
        output.WriteLine($"all settled after {watch.Elapsed.TotalSeconds:0.0} s; calls: {calls}");
        stats.GetProperty("accepted").GetInt32().ShouldBe(Filings);
        await ShouldBeOnceInTheLedgerAsync(machine);
        await machine.SandboxAsync(HttpMethod.Delete, "faults");
        await ShouldHaveEvidenceAsync(machine);
        var (_, verdict, _) = await machine.CallAsync(HttpMethod.Get, "tenants/demo/audit/verify");
        output.WriteLine($"audit log: {verdict}");
        verdict.GetProperty("valid").GetBoolean().ShouldBeTrue(verdict.ToString());
        var (_, deadlines, _) = await machine.CallAsync(HttpMethod.Get, "efactura/deadlines/demo");
        deadlines.GetProperty("deadlines").GetArrayLength().ShouldBe(0, "nothing is left to file");
    }

    private static async Task FailAsync(Machine machine, params object[] faults)
    {
        foreach (var fault in faults)
        {
            await machine.SandboxAsync(HttpMethod.Post, "faults", fault);
        }
    }

    private static async Task SubmitAsync(Machine machine, int number)
    {
        var body = $$"""{ "tenant": "demo", "invoice_id": {{number}}, "invoice": {{EFacturaRouteTests.Invoice($"LOAD-{number:D5}")}} }""";
        var (status, answer, _) = await machine.CallAsync(HttpMethod.Post, "efactura/submit", body);
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
    }

    private async Task<JsonElement> UntilAllAcceptedAsync(Machine machine, Stopwatch watch)
    {
        var until = watch.Elapsed + Patience;
        var told = 0;
        while (true)
        {
            var (_, body, _) = await machine.CallAsync(HttpMethod.Get, "efactura/stats/demo");
            var stats = body.GetProperty("stats");
            var settled = stats.GetProperty("accepted").GetInt32() + stats.GetProperty("rejected").GetInt32();
            if (settled >= told)
            {
                output.WriteLine($"{watch.Elapsed.TotalSeconds,6:0.0} s: {stats}");
                told = Math.Max(settled + 1, settled + (Filings / 20));
            }

            if (settled >= Filings)
            {
                return stats;
            }

            (watch.Elapsed < until).ShouldBeTrue($"Not all were accepted in time: {stats}");
            await Task.Delay(200);
        }
    }

    private async Task ShouldBeOnceInTheLedgerAsync(Machine machine)
    {
        var uploads = (await machine.LedgerAsync()).GetProperty("anaf").GetProperty("uploads").EnumerateArray().ToList();
        var accepted = uploads
            .Where(upload => upload.GetProperty("state").GetString() == "ok")
            .Select(upload => upload.GetProperty("invoiceNumber").GetString())
            .Order(StringComparer.Ordinal);
        output.WriteLine($"uploads in the ledger: {uploads.Count}, accepted: {accepted.Count()}");
        accepted.ShouldBe(Enumerable.Range(1, Filings).Select(number => $"LOAD-{number:D5}"));
    }

    /// <summary>Each has ANAF's three names and the ministry's seal over the very bytes that were sent.</summary>
    private static async Task ShouldHaveEvidenceAsync(Machine machine)
    {
        using var http = new HttpClient();
        using var ministry = X509Certificate2.CreateFromPem(await http.GetStringAsync(new Uri(machine.SandboxAddress, "sandbox/anaf/certificate")));
        var looked = 0;
        for (var offset = 0; offset < Filings; offset += PageSize)
        {
            var (_, page, _) = await machine.CallAsync(HttpMethod.Get, $"efactura/queue/demo?status=accepted&limit={PageSize}&offset={offset}");
            foreach (var entry in page.GetProperty("entries").EnumerateArray())
            {
                await ShouldHaveEvidenceAsync(machine, entry.GetProperty("queue_id").GetInt64(), ministry);
                var (_, manifest, _) = await machine.CallAsync(HttpMethod.Get, $"tenants/demo/invoices/{entry.GetProperty("invoice_id")}/evidence/manifest");
                manifest.GetProperty("complete").GetBoolean().ShouldBeTrue(manifest.ToString());
                looked++;
            }
        }

        looked.ShouldBe(Filings);
    }

    private static async Task ShouldHaveEvidenceAsync(Machine machine, long id, X509Certificate2 ministry)
    {
        var (_, status, _) = await machine.CallAsync(HttpMethod.Get, $"efactura/status/{id}");
        var (found, _, zip) = await machine.CallAsync(HttpMethod.Get, $"efactura/download/{id}?format=zip");
        found.ShouldBe(HttpStatusCode.OK);
        ResponseArchive.TryRead(await zip.Content.ReadAsByteArrayAsync(), out var archive).ShouldBe(ArchiveProblem.None);
        archive!.UploadIndex.ShouldBe(status.GetProperty("anaf_ids").GetProperty("confirmation_number").GetString());
        MinistrySignature.Verify(archive.Content.Span, archive.Signature, TrustedSigners.Of(ministry)).IsValid.ShouldBeTrue();
        Convert.ToHexStringLower(SHA256.HashData(archive.Content.Span)).ShouldBe(status.GetProperty("xml_hash").GetString());
    }
}
