using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Api;

[Collection(OneApp.Name)]
public sealed class ProblemTests(AppHost app)
{
    public static TheoryData<string, string, string> BadFields => new()
    {
        { """{ "name": 5 }""", "name", "must be text" },
        { """{ "name": "a", "amount": "12" }""", "amount", "must be a number" },
        { """{ "name": "a", "date": "31.01.2026" }""", "date", "must be a date, such as 2026-01-31" },
        { """{ "name": "a", "kind": "Huge" }""", "kind", "must be one of Small, Large" },
        { """{ "name": "a", "lines": {} }""", "lines", "must be a list" },
        { """{ "name": "a", "lines": [ { "sku": "1", "quantity": 1.5 } ] }""", "lines[0].quantity", "must be a whole number" },
        { """{ "name": "a", "lines": [ { "sku": "1" }, { "sku": "2", "gift": "no" } ] }""", "lines[1].gift", "must be true or false" },
        { """{ "name": "a", "lines": [ { "quantity": 1 } ] }""", "lines[0].sku", "is required" },
        { """{ "amount": 1 }""", "name", "is required" },
        { """[]""", "", "must be an object" },
    };

    [Theory]
    [InlineData("{ \"name\": \"a\",\n  \"amount\": 1,, }", "line 2, column 15")]
    [InlineData("{", "line 1, column 2")]
    [InlineData("{ \"name\": \"șț\" x }", "line 1, column 16")]
    [InlineData("{ \"name\": \"a\"\n\n\n", "line 4, column 1")]
    public async Task Malformed_JSON_is_told_with_line_and_column(string body, string place)
    {
        var reply = await PostAsync(body);
        reply.Status.ShouldBe(400);
        reply.ContentType.ShouldBe("application/problem+json");
        reply.Json.GetProperty("detail").GetString()!.ShouldContain(place);
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task A_wrong_type_is_told_with_the_path_of_its_field(string body, string field, string words)
    {
        var reply = await PostAsync(body);
        reply.Status.ShouldBe(400);
        reply.Json.GetProperty("errors").GetProperty(field)[0].GetString().ShouldBe(words);
        reply.Text.ShouldNotContain("System.");
        reply.Text.ShouldNotContain("Cerniq.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("null")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\" }")]
    public async Task An_empty_null_or_doubtful_body_is_refused(string body) => (await PostAsync(body)).Status.ShouldBe(400);

    [Fact]
    public async Task A_good_body_is_taken_also_with_a_byte_order_mark()
    {
        var reply = await PostAsync("\uFEFF{ \"name\": \"ă\", \"amount\": 12.50, \"date\": \"2026-01-31\", \"kind\": \"Large\" }");
        reply.Status.ShouldBe(200, reply.Text);
        reply.Text.ShouldContain("\"name\":\"ă\"");
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/xml", 415)]
    [InlineData(null, 415)]
    [InlineData("application/json; charset=iso-8859-2", 415)]
    [InlineData("application/json; charset=\"utf-8\"", 200)]
    [InlineData("application/vnd.shop+json", 200)]
    public async Task The_content_type_must_be_JSON(string? type, int status)
    {
        var reply = await PostAsync("{ \"name\": \"a\" }", request =>
        {
            request.Content!.Headers.Remove("Content-Type");
            if (type is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        });
        reply.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_five_megabytes_are_refused(bool chunked)
    {
        var reply = await PostAsync("{ \"name\": \"" + new string('a', 5 * 1024 * 1024) + "\" }", request =>
            request.Headers.TransferEncodingChunked = chunked);
        reply.Status.ShouldBe(413);
        reply.ContentType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("down", 503, "Prea multe cereri")]
    [InlineData("refused", 502, "CIF invalid")]
    [InlineData("setting", 409, "oblio_client_secret")]
    [InlineData("busy", 503, "right now")]
    [InlineData("full", 503, "disk is full")]
    [InlineData("bug", 500, "recorded under the correlation id")]
    public async Task What_a_function_throws_becomes_an_answer_without_internals(string what, int status, string words)
    {
        var reply = await app.SendAsync(HttpMethod.Get, $"/api/probe/throw/{what}", admin: AppHost.AdminKey);
        reply.Status.ShouldBe(status);
        reply.Json.GetProperty("detail").GetString()!.ShouldContain(words);
        reply.Json.GetProperty("success").GetBoolean().ShouldBeFalse();
        reply.Json.GetProperty("message").GetString()!.ShouldContain(words);
        reply.Json.GetProperty("instance").GetString().ShouldBe($"/api/probe/throw/{what}");
        reply.Text.ShouldNotContain("hunter2");
        if (what == "down")
        {
            reply.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        }
    }

    [Fact]
    public async Task Only_where_the_source_says_so_an_error_carries_success() =>
        (await PostAsync("{")).Json.TryGetProperty("success", out _).ShouldBeFalse();

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("~!@#", true)]
    [InlineData("with blank", false)]
    public async Task The_callers_correlation_id_is_kept_if_it_is_plain(string id, bool kept)
    {
        var reply = await app.SendAsync(HttpMethod.Get, "/api/probe/throw/bug", admin: AppHost.AdminKey, more: request =>
            request.Headers.TryAddWithoutValidation("x-correlation-id", id));
        var returned = reply.Headers.GetValues("x-correlation-id").Single();
        (returned == id).ShouldBe(kept);
        reply.Json.GetProperty("correlationId").GetString().ShouldBe(returned);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("?limit=200", 200)]
    [InlineData("?limit=0", 400)]
    [InlineData("?limit=201", 400)]
    [InlineData("?limit=ten", 400)]
    [InlineData("?continuation=!!!", 400)]
    [InlineData("?continuation=AAEC", 400)]
    [InlineData("?continuation=YWJj", 200)]
    public async Task Paging_takes_what_it_can_read(string query, int status) =>
        (await app.SendAsync(HttpMethod.Get, $"/api/probe/paging{query}", admin: AppHost.AdminKey)).Status.ShouldBe(status);

    private Task<Reply> PostAsync(string body, Action<HttpRequestMessage>? more = null) =>
        app.SendAsync(HttpMethod.Post, "/api/probe/body", admin: AppHost.AdminKey, json: body, more: more);
}
