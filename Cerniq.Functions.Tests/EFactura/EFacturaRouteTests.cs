using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cerniq.Functions.Tests.EFactura;

public sealed partial class EFacturaRouteTests(FilingApp app) : IClassFixture<FilingApp>
{
    private static int _number;

    [Fact]
    public async Task Files_a_posted_invoice_until_ANAF_has_accepted_it()
    {
        var queueId = await app.SubmitAsync("456", Invoice());

        var entry = await app.WaitAsync(queueId, "accepted", "rejected", "error");

        entry.GetProperty("status").GetString().ShouldBe("accepted", entry.ToString());
        entry.GetProperty("success").GetBoolean().ShouldBeTrue();
        entry.GetProperty("invoice_id").GetInt32().ShouldBe(456);
        entry.GetProperty("attempts").GetInt32().ShouldBe(1);
        entry.GetProperty("max_attempts").GetInt32().ShouldBe(5);
        entry.GetProperty("anaf_ids").GetProperty("remote_id").GetString().ShouldNotBeNullOrEmpty();
        entry.GetProperty("anaf_ids").GetProperty("download_id").GetString().ShouldNotBeNullOrEmpty();
        entry.GetProperty("anaf_ids").GetProperty("confirmation_number").GetString().ShouldNotBeNullOrEmpty();
        foreach (var time in new[] { "submitted_at", "accepted_at", "created_at" })
        {
            entry.GetProperty(time).GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        }

        var pdf = await app.GetAsync($"/api/efactura/download/{queueId}");
        pdf.ContentType.ShouldBe("application/pdf", pdf.Text);
        Encoding.ASCII.GetString(pdf.Bytes, 0, 4).ShouldBe("%PDF");
        var zip = await app.GetAsync($"/api/efactura/download/{queueId}?format=zip");
        Encoding.ASCII.GetString(zip.Bytes, 0, 2).ShouldBe("PK");
        (await app.PostAsync("/api/efactura/poll", $$"""{ "queue_id": {{queueId}} }""")).Json.GetProperty("message").GetString().ShouldBe("Invoice accepted by ANAF");
        (await app.PostAsync("/api/efactura/retry", $$"""{ "queue_id": {{queueId}} }""")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Gives_the_same_queue_id_for_the_same_invoice_and_says_what_it_did()
    {
        var invoice = Invoice();
        var first = await app.PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": "F-77", "invoice": {{invoice}} }""");
        var again = await app.PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": "F-77", "invoice": {{invoice}} }""");
        var other = await app.PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": "F-77", "invoice": {{Invoice()}} }""");

        first.Json.GetProperty("success").GetBoolean().ShouldBeTrue();
        first.Json.GetProperty("status").GetString().ShouldBe("queued");
        first.Json.GetProperty("message").GetString().ShouldBe("Invoice queued for eFactura submission");
        again.Json.GetProperty("queue_id").GetInt64().ShouldBe(first.Json.GetProperty("queue_id").GetInt64());
        other.Json.GetProperty("queue_id").GetInt64().ShouldBe(first.Json.GetProperty("queue_id").GetInt64());
        other.Json.GetProperty("message").GetString()!.ShouldContain("was not taken");
    }

    [Fact]
    public async Task Takes_the_example_of_the_source_document_and_rejects_it_with_named_reasons()
    {
        var queueId = await app.SubmitAsync("457", Example);

        var entry = await app.WaitAsync(queueId, "accepted", "rejected", "error");

        entry.GetProperty("status").GetString().ShouldBe("rejected");
        entry.GetProperty("errors").GetArrayLength().ShouldBeGreaterThan(0);
        entry.GetProperty("error_message").GetString()!.ShouldContain("[JSON] lines[0].vat_rate: ", Case.Sensitive, "each fault with the field it is in");
        (await app.GetAsync("/api/efactura/queue/demo?status=rejected")).Json.GetProperty("entries").EnumerateArray()
            .ShouldContain(line => line.GetProperty("queue_id").GetInt64() == queueId);
        (await app.GetAsync("/api/efactura/queue/demo/errors.csv")).Text.ShouldContain("457,rejected,");
    }

    [Fact]
    public async Task Names_what_is_missing_in_a_submission()
    {
        var reply = await app.PostAsync("/api/efactura/submit", """{ "tenant": "demo", "invoice": { "issue_date": "16.11.2025", "lines": [] } }""");

        reply.Status.ShouldBe(400);
        reply.ContentType.ShouldBe("application/problem+json");
        reply.Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        reply.Json.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        reply.Json.GetProperty("errors").EnumerateObject().Select(field => field.Name)
            .ShouldBe(["invoice_id", "invoice.seller", "invoice.buyer", "invoice.lines", "invoice.invoice_number", "invoice.issue_date"], ignoreOrder: true);
    }

    [Fact]
    public async Task Shows_one_tenant_nothing_of_another()
    {
        var queueId = await app.SubmitAsync("458", Invoice());
        var key = await app.NewTenantAsync("walled");

        (await app.GetAsync($"/api/efactura/status/{queueId}", key)).Status.ShouldBe(404);
        (await app.GetAsync($"/api/efactura/download/{queueId}", key)).Status.ShouldBe(404);
        (await app.PostAsync("/api/efactura/retry", $$"""{ "queue_id": {{queueId}} }""", key)).Status.ShouldBe(404);
        (await app.PostAsync("/api/efactura/poll", $$"""{ "queue_id": {{queueId}} }""", key)).Status.ShouldBe(404);
        (await app.GetAsync("/api/efactura/stats/demo", key)).Status.ShouldBe(404);
        (await app.GetAsync("/api/efactura/queue/demo", key)).Status.ShouldBe(404);
        (await app.PostAsync("/api/efactura/submit", $$"""{ "tenant": "demo", "invoice_id": 1, "invoice": {{Invoice()}} }""", key)).Status.ShouldBe(404);
        (await app.GetAsync("/api/efactura/status/999999")).Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        (await app.GetAsync("/api/efactura/status/abc")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Counts_by_the_five_statuses_of_the_source_document()
    {
        var stats = (await app.GetAsync("/api/efactura/stats/demo")).Json;

        stats.GetProperty("tenant_id").GetString().ShouldBe("demo");
        stats.GetProperty("stats").EnumerateObject().Select(count => count.Name)
            .ShouldBe(["queued", "submitted", "accepted", "rejected", "error"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("offset=-1")]
    public async Task Refuses_a_list_that_cannot_be(string query) =>
        (await app.GetAsync($"/api/efactura/queue/demo?{query}")).Status.ShouldBe(400);

    [Fact]
    public async Task Builds_what_it_then_finds_valid()
    {
        var xml = await app.PostAsync("/api/efactura/preview", Invoice());
        xml.ContentType.ShouldBe("application/xml", xml.Text);

        var verdict = await app.PostAsync("/api/efactura/validate", xml.Text);
        verdict.Json.GetProperty("valid").GetBoolean().ShouldBeTrue(verdict.Text);

        var broken = await app.PostAsync("/api/efactura/validate", xml.Text.Replace("SECTOR3", "Sector 3", StringComparison.Ordinal));
        broken.Json.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var violation = broken.Json.GetProperty("violations")[0];
        foreach (var field in new[] { "rule", "severity", "location", "message", "fix" })
        {
            violation.GetProperty(field).GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("text/plain", "utf-8", 200)]
    [InlineData("application/octet-stream", "utf-16", 200)]
    [InlineData("application/x-www-form-urlencoded", "utf-8", 200)]
    [InlineData(null, "utf-8", 200)]
    [InlineData("application/json", "utf-8", 400)]
    public async Task Takes_XML_for_XML_whatever_its_content_type_says(string? contentType, string encoding, int status)
    {
        var xml = (await app.PostAsync("/api/efactura/preview", Invoice())).Text.Replace("UTF-8", encoding, StringComparison.Ordinal);

        var verdict = await SendBytesAsync([.. Encoding.GetEncoding(encoding).Preamble, .. Encoding.GetEncoding(encoding).GetBytes(xml)], contentType);

        verdict.Status.ShouldBe(status, verdict.Body);
        verdict.Body.ShouldContain(status == 200 ? "\"valid\":true" : "not valid JSON");
    }

    [Fact]
    public async Task Says_which_content_types_a_document_may_have()
    {
        var refused = await SendBytesAsync("hello"u8.ToArray(), "text/plain");
        refused.Status.ShouldBe(415);
        refused.Body.ShouldContain("application/xml");
        refused.Body.ShouldContain("application/json");
    }

    private async Task<(int Status, string Body)> SendBytesAsync(byte[] bytes, string? contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/efactura/validate") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = contentType is null ? null : new(contentType);
        request.Headers.Add("x-api-key", FilingApp.DemoKey);
        using var answer = await app.Client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Says_when_a_poll_could_not_ask_ANAF()
    {
        await app.SandboxAsync("clock", new { speed = 0 });
        try
        {
            var queueId = await app.SubmitAsync("4811", Invoice());
            await app.WaitAsync(queueId, "submitted", "processing"); // the one or the other, as the app has asked yet
            (await app.PostAsync("/api/efactura/poll", $$"""{ "queue_id": {{queueId}} }""")).Json.GetProperty("success").GetBoolean().ShouldBeTrue();

            await app.SandboxAsync("faults", new { service = "anaf", route = "stareMesaj", kind = "html", rate = 1.0 });
            var unasked = await app.PostAsync("/api/efactura/poll", $$"""{ "queue_id": {{queueId}} }""");

            unasked.Status.ShouldBe(200, unasked.Text);
            unasked.Json.GetProperty("success").GetBoolean().ShouldBeFalse();
            unasked.Json.GetProperty("status").GetString().ShouldBe("submitted");
            unasked.Json.GetProperty("message").GetString()!.ShouldContain("Request Rejected");
        }
        finally
        {
            await app.NoFaultsAsync();
            await app.SandboxAsync("clock", new { speed = 50 });
        }
    }

    [Fact]
    public async Task Shows_every_deadline_page_by_page_with_the_law_it_comes_from()
    {
        var key = await app.NewTenantAsync("deadlines");
        foreach (var invoice in new[] { Invoice("NO DIGIT"), Invoice("NEITHER"), Invoice("NOR THIS") })
        {
            var late = invoice.Replace("\"seller\"", $"\"delivery_date\": \"{DateTimeOffset.UtcNow.AddMonths(-10):yyyy-MM-dd}\", \"seller\"", StringComparison.Ordinal);
            var posted = await app.PostAsync(
                "/api/efactura/submit", $$"""{ "tenant": "deadlines", "invoice_id": "{{Interlocked.Increment(ref _number)}}", "invoice": {{late}} }""", key);
            posted.Status.ShouldBe(200, posted.Text);
        }

        var numbers = new List<string?>();
        string? continuation = null;
        do
        {
            var page = await app.GetAsync($"/api/efactura/deadlines/deadlines?limit=1&continuation={continuation}", key);
            page.Status.ShouldBe(200, page.Text);
            var line = page.Json.GetProperty("deadlines").EnumerateArray().ShouldHaveSingleItem();
            line.GetProperty("law").GetString()!.ShouldContain("art. 319");
            line.GetProperty("days_left").GetInt32().ShouldBeLessThan(0);
            numbers.Add(line.GetProperty("invoice_number").GetString());
            continuation = page.Json.GetProperty("continuation").GetString();
        }
        while (continuation is not null);

        numbers.ShouldBe(["NO DIGIT", "NEITHER", "NOR THIS"], ignoreOrder: true);
    }

    [Fact]
    public async Task Says_of_a_broken_sum_what_it_should_be_and_what_stands_there()
    {
        var xml = (await app.PostAsync("/api/efactura/preview", Invoice())).Text;
        var broken = await app.PostAsync("/api/efactura/validate", PayableAmount().Replace(xml, "${1}7.77${2}"));
        var sum = broken.Json.GetProperty("violations").EnumerateArray().Single(v => v.GetProperty("rule").GetString() == "BR-CO-16");
        var payable = PayableAmount().Match(xml).Groups["amount"].Value;
        sum.GetProperty("message").GetString()!.ShouldEndWith($"Expected {payable}, found 7.77.");
    }

    [Fact]
    public async Task Says_of_a_posted_invoice_what_to_correct()
    {
        var refused = await app.PostAsync("/api/efactura/preview", """{ "invoice": { "number": "X1" } }""");
        var faults = refused.Json.GetProperty("violations").EnumerateArray().ToList();
        faults.ShouldContain(fault => fault.GetProperty("location").GetString() == "seller.vat_id");
        faults.ShouldAllBe(fault => fault.GetProperty("fix").GetString() == $"Correct {fault.GetProperty("location").GetString()} and post the invoice again.");
    }

    [Fact]
    public async Task Files_once_when_the_line_breaks_after_ANAF_has_taken_it()
    {
        await app.SandboxAsync("faults", """{ "service": "anaf", "route": "upload", "kind": "reset-after", "rate": 1, "count": 1 }""");
        var invoice = Invoice();
        var queueId = await app.SubmitAsync("459", invoice);

        var entry = await app.WaitAsync(queueId, "accepted", "rejected");

        entry.GetProperty("status").GetString().ShouldBe("accepted", entry.ToString());
        var number = JsonSerializer.Deserialize<JsonElement>(invoice).GetProperty("invoice_number").GetString();
        var accepted = (await app.LedgerAsync()).GetProperty("anaf").GetProperty("uploads").EnumerateArray()
            .Where(upload => upload.ToString().Contains(number!, StringComparison.Ordinal) && upload.ToString().Contains("\"ok\"", StringComparison.Ordinal))
            .ToList();
        accepted.Count.ShouldBe(1, (await app.LedgerAsync()).ToString());
    }

    internal static string Invoice() => Invoice($"FAC-{Interlocked.Increment(ref _number):D4}");

    internal static string Invoice(string number)
    {
        return $$"""
            {
              "invoice_number": "{{number}}", "issue_date": "{{DateTimeOffset.UtcNow:yyyy-MM-dd}}",
              "seller": { "name": "CERNIQ DEMO SRL", "vat_id": "RO{{Seller}}", "address": { "street": "Calea Victoriei 1", "city": "SECTOR1", "county": "B" } },
              "buyer": { "name": "SC Client SRL", "vat_id": "RO22354360", "address": { "street": "Bd. Unirii 5", "city": "Sector 3", "county": "București" } },
              "lines": [ { "description": "Bilet concert", "quantity": 2, "unit_price": 150.00, "vat_rate": 21, "total": 300.00 } ]
            }
            """;
    }

    private const string Seller = "12345674";

    private const string Example = """
        {
          "invoice_number": "FAC-2025-001", "issue_date": "2025-11-16",
          "seller": { "name": "SC Example SRL", "vat_id": "RO12345678", "address": "Str. Exemplu 1, București" },
          "buyer": { "name": "SC Client SRL", "vat_id": "RO87654321", "address": "Str. Client 5, Cluj-Napoca" },
          "lines": [ { "description": "Bilet Concert", "quantity": 2, "unit_price": 150.00, "vat_rate": 19, "total": 300.00 } ],
          "total": 300.00, "vat_total": 47.90, "grand_total": 347.90
        }
        """;

    [GeneratedRegex("(<cbc:PayableAmount[^>]*>)(?<amount>[0-9.]+)(</cbc:PayableAmount>)")]
    private static partial Regex PayableAmount();
}
