using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Http;

public sealed class HttpTriggerTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await TestHost.StartAsync<HttpFunctions>(builder => builder.Services.AddSingleton<Greeter>());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Answers_an_action_result_with_injected_services_and_route_values()
    {
        var answer = await _host.Client.GetFromJsonAsync<JsonElement>("/api/greet/Ana");

        answer.GetProperty("message").GetString().ShouldBe("Hello, Ana");
        answer.GetProperty("method").GetString().ShouldBe("GET");
    }

    [Fact]
    public async Task Binds_route_values_by_name_and_type_and_leaves_absent_ones_at_their_default()
    {
        var id = Guid.NewGuid();

        var answer = await _host.Client.GetFromJsonAsync<JsonElement>($"/api/types/42/5000000000/{id}");

        answer.GetProperty("number").GetInt32().ShouldBe(42);
        answer.GetProperty("big").GetInt64().ShouldBe(5_000_000_000);
        answer.GetProperty("id").GetGuid().ShouldBe(id);
        answer.GetProperty("name").GetString().ShouldBe("Types");
        answer.GetProperty("canBeCanceled").GetBoolean().ShouldBeTrue();
        answer.GetProperty("absent").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("preset").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task Binds_the_query_by_name_where_the_route_has_no_such_value()
    {
        var answer = await _host.Client.GetFromJsonAsync<JsonElement>($"/api/types/1/2/{Guid.Empty}?absent=here&number=9");

        answer.GetProperty("absent").GetString().ShouldBe("here");
        answer.GetProperty("number").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_constraint_that_does_not_hold_is_not_found()
    {
        var response = await _host.Client.GetAsync(new Uri($"/api/types/none/2/{Guid.Empty}", UriKind.Relative));

        await ShouldBeProblemAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_void_function_leaves_the_response_as_it_made_it()
    {
        var response = await _host.SendAsync(HttpMethod.Delete, "/api/Nothing");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Binds_a_json_body_whatever_the_case_of_its_names()
    {
        var response = await _host.SendAsync(HttpMethod.Post, "/api/body", body: new { NAME = "box", weight = 5 });

        (await response.Content.ReadFromJsonAsync<Parcel>()).ShouldBe(new Parcel("boxPOST", 5));
    }

    [Fact]
    public async Task Writes_a_plain_object_as_json()
    {
        var response = await _host.SendAsync(HttpMethod.Put, "/api/plain");

        (await response.Content.ReadFromJsonAsync<Parcel>()).ShouldBe(new Parcel("PUT", 3));
    }

    [Theory]
    [InlineData("/api/unknown")]
    [InlineData("/greet/Ana")]
    [InlineData("/")]
    public async Task An_unknown_address_is_a_problem_404(string path)
    {
        var response = await _host.SendAsync(HttpMethod.Get, path);

        await ShouldBeProblemAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_405_that_names_the_right_one()
    {
        var response = await _host.SendAsync(HttpMethod.Put, "/api/greet/Ana");

        await ShouldBeProblemAsync(response, HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Theory]
    [InlineData("/api/optional/box/3", HttpStatusCode.OK, "GET box 3")]
    [InlineData("/api/optional/box", HttpStatusCode.OK, "GET box none")]
    [InlineData("/api/optional/box/", HttpStatusCode.OK, "GET box none")]
    [InlineData("/api/optional/box/three", HttpStatusCode.NotFound, null)]
    [InlineData("/api/optional/b0x/3", HttpStatusCode.NotFound, null)]
    [InlineData("/api/optional", HttpStatusCode.NotFound, null)]
    public async Task An_optional_segment_may_be_left_out_and_a_constraint_must_hold(string path, HttpStatusCode status, string? text)
    {
        var response = await _host.SendAsync(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(status);
        if (text is not null)
        {
            (await response.Content.ReadAsStringAsync()).ShouldBe(text);
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Head_and_options_reach_the_functions_that_name_them_and_are_refused_by_all_others(string method)
    {
        var named = await _host.SendAsync(new HttpMethod(method), "/api/optional/box");
        var other = await _host.SendAsync(new HttpMethod(method), "/api/greet/Ana");

        named.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await named.Content.ReadAsStringAsync()).ShouldBe(method == "HEAD" ? "" : "OPTIONS box none");
        other.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        other.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Fact]
    public async Task A_failure_is_a_problem_500_that_keeps_its_inside_to_itself()
    {
        var response = await _host.SendAsync(HttpMethod.Get, "/api/fails");

        var problem = await ShouldBeProblemAsync(response, HttpStatusCode.InternalServerError);
        problem.GetRawText().ShouldNotContain("secret");
    }

    [Fact]
    public async Task The_callers_correlation_id_comes_back_with_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/unknown");
        request.Headers.Add("x-correlation-id", "order-17");

        var response = await _host.Client.SendAsync(request);

        (await ShouldBeProblemAsync(response, HttpStatusCode.NotFound)).GetProperty("correlationId").GetString().ShouldBe("order-17");
        response.Headers.GetValues("x-correlation-id").ShouldBe(["order-17"]);
    }

    [Theory]
    [InlineData(5 * 1024 * 1024, HttpStatusCode.OK)]
    [InlineData((5 * 1024 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_five_megabytes_and_no_more(int length, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(new byte[length]);

        var response = await _host.Client.PostAsync(new Uri("/api/length", UriKind.Relative), content);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_cut_off_at_the_limit_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/length");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(new byte[(5 * 1024 * 1024) + 1]));

        var response = await _host.Client.SendAsync(request);

        await ShouldBeProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<JsonElement> ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }
}
