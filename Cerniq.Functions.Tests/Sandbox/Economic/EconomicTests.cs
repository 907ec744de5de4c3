using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Documents;

namespace Cerniq.Functions.Tests.Sandbox.Economic;

public sealed class EconomicTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public EconomicTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task A_voucher_is_created_found_by_its_text_booked_and_paid()
    {
        var voucher = await CreatedAsync("marker-1");
        voucher["voucherNumber"].ShouldNotBeNull();
        ((string)voucher["self"]!).ShouldEndWith($"/economic/journals/2/vouchers/2026-{voucher["voucherNumber"]}");
        var drafts = await JsonAsync(HttpMethod.Get, "/economic/journals/2/entries?filter=text$eq:marker-1");
        ((long)drafts["collection"]!.AsArray().Single()!["voucher"]!["voucherNumber"]!).ShouldBe((long)voucher["voucherNumber"]!);

        await _sandbox.ControlAsync("economic/book", new { voucherNumber = (long)voucher["voucherNumber"]!, agreement = "demo" });
        using (var gone = await SendAsync(HttpMethod.Get, new Uri((string)voucher["self"]!).PathAndQuery))
        {
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        var filter = $"/economic/accounting-years/2026/entries?filter=voucherNumber$eq:{voucher["voucherNumber"]}";
        var booked = (await JsonAsync(HttpMethod.Get, filter))["collection"]!.AsArray().Single()!;
        ((string)booked["entryType"]!).ShouldBe("manualDebtorInvoice");
        ((decimal)booked["remainder"]!).ShouldBe(435.60m);
        await _sandbox.ControlAsync("economic/pay", new { voucherNumber = (long)voucher["voucherNumber"]!, agreement = "demo" });
        ((decimal)(await JsonAsync(HttpMethod.Get, filter))["collection"]![0]!["remainder"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Errors_name_the_property_and_the_code_in_a_tree()
    {
        var body = Voucher("late");
        body["entries"]!["manualCustomerInvoices"]![0]!["date"] = "2023-05-05";
        using var response = await SendAsync(HttpMethod.Post, "/economic/journals/2/vouchers", body);
        var error = await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest);
        ((string)error["errorCode"]!).ShouldBe("E04300");
        ((int)error["errorCount"]!).ShouldBe(1);
        var date = error["errors"]![0]!["entries"]!["items"]![0]!["date"]!["errors"]![0]!;
        ((string)date["propertyName"]!).ShouldBe("Date");
        ((string)date["errorCode"]!).ShouldBe("E04041");
    }

    [Fact]
    public async Task An_idempotency_key_replays_and_refuses_another_payload_or_url()
    {
        using var first = await SendAsync(HttpMethod.Post, "/economic/journals/2/vouchers", Voucher("idem"), "key-1");
        using var again = await SendAsync(HttpMethod.Post, "/economic/journals/2/vouchers", Voucher("idem"), "key-1");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        using var payload = await SendAsync(HttpMethod.Post, "/economic/journals/2/vouchers", Voucher("other"), "key-1");
        ((string)(await SandboxHost.JsonAsync(payload, HttpStatusCode.BadRequest))["errorCode"]!).ShouldBe("PayloadChanged");
        using var url = await SendAsync(HttpMethod.Post, "/economic/journals/3/vouchers", Voucher("idem"), "key-1");
        ((string)(await SandboxHost.JsonAsync(url, HttpStatusCode.BadRequest))["errorCode"]!).ShouldBe("URLChanged");
        var ledger = await _sandbox.LedgerAsync();
        ledger["economic"]!["vouchers"]!.AsArray().Count(static voucher => (string?)voucher!["idempotencyKey"] == "key-1").ShouldBe(1);
    }

    [Fact]
    public async Task A_second_attachment_is_refused_by_post_and_added_by_patch()
    {
        var voucher = await CreatedAsync("with-file");
        var path = new Uri((string)voucher["self"]!).PathAndQuery + "/attachment";
        using (var first = await AttachAsync(HttpMethod.Post, $"{path}/file"))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.Created, await first.Content.ReadAsStringAsync());
        }

        using (var second = await AttachAsync(HttpMethod.Post, $"{path}/file"))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await second.Content.ReadAsStringAsync()).ShouldContain("Voucher already has attachment");
        }

        ((int)(await JsonAsync(HttpMethod.Get, path))["pages"]!).ShouldBe(1);
        (await AttachAsync(HttpMethod.Patch, $"{path}/file")).StatusCode.ShouldBe(HttpStatusCode.Created);
        ((int)(await JsonAsync(HttpMethod.Get, path))["pages"]!).ShouldBe(2);
        using var file = await SendAsync(HttpMethod.Get, $"{path}/file");
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await file.Content.ReadAsByteArrayAsync()).AsSpan(0, 4).SequenceEqual("%PDF"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task Filters_compare_join_and_refuse_unknown_properties()
    {
        await CreatedAsync("filter-a");
        await CreatedAsync("filter-b");
        var found = await JsonAsync(HttpMethod.Get, "/economic/journals/2/entries?filter=text$like:filter-*$and:amount$gt:400&pagesize=1");
        ((int)found["pagination"]!["results"]!).ShouldBe(2);
        found["pagination"]!["nextPage"].ShouldNotBeNull();
        using var refused = await SendAsync(HttpMethod.Get, "/economic/journals/2/entries?filter=colour$eq:red");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_tokens_nothing_is_read_and_the_demo_tokens_only_read()
    {
        using var none = await _sandbox.Http.GetAsync("/economic/journals");
        none.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/economic/journals/2/vouchers") { Content = JsonContent.Create(Voucher("demo")) };
        request.Headers.Add("X-AppSecretToken", "demo");
        request.Headers.Add("X-AgreementGrantToken", "demo");
        using var written = await _sandbox.Http.SendAsync(request);
        written.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static JsonObject Voucher(string text) => new()
    {
        ["accountingYear"] = new JsonObject { ["year"] = "2026" },
        ["entries"] = new JsonObject
        {
            ["manualCustomerInvoices"] = new JsonArray(new JsonObject
            {
                ["customer"] = new JsonObject { ["customerNumber"] = 2 },
                ["customerInvoiceNumber"] = "123",
                ["contraAccount"] = new JsonObject { ["accountNumber"] = 1010 },
                ["amount"] = 435.60m,
                ["currency"] = new JsonObject { ["code"] = "RON" },
                ["date"] = "2026-11-20",
                ["text"] = text,
            }),
        },
    };

    private async Task<JsonObject> CreatedAsync(string text)
    {
        using var response = await SendAsync(HttpMethod.Post, "/economic/journals/2/vouchers", Voucher(text));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location.ShouldNotBeNull();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray().Single()!.AsObject();
    }

    private async Task<JsonObject> JsonAsync(HttpMethod method, string path)
    {
        using var response = await SendAsync(method, path);
        return await SandboxHost.JsonAsync(response);
    }

    private async Task<HttpResponseMessage> AttachAsync(HttpMethod method, string path)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(PdfText.Write(["Factura FCT 0001"]));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        form.Add(file, "file", "invoice.pdf");
        return await SendAsync(method, path, form);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body = null, string? key = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        return await SendAsync(method, path, content, key);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-AppSecretToken", "app-demo");
        request.Headers.Add("X-AgreementGrantToken", "grant-demo");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _sandbox.Http.SendAsync(request);
    }
}
