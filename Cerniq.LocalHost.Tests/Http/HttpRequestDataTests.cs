using System.Net;
using System.Text;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Cerniq.LocalHost.Tests.Http;

public sealed class HttpRequestDataTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync([typeof(EchoFunctions)]);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Reads_all_of_a_request()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/echo?city=Ia%C8%99i")
        {
            Content = new StringContent("""{"name":"ana"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Mark", ["one", "two"]);
        request.Headers.Add("Cookie", "pot=honey");

        using var answer = await _host.Client.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("PUT /api/echo Iași one, two honey ana");
    }

    [Fact]
    public async Task Sends_all_of_a_response()
    {
        using var answer = await _host.Client.PutAsync("/api/echo", new StringContent("""{"name":"ana"}"""));

        answer.StatusCode.ShouldBe((HttpStatusCode)418);
        answer.Headers.GetValues("X-Kind").ShouldBe(["tea", "pot"]);
        answer.Headers.GetValues("Set-Cookie").ShouldBe(["cup=full; max-age=60; path=/; secure; samesite=strict; httponly"]);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain");
    }

    private sealed record Caller(string Name);

    private sealed class EchoFunctions
    {
        [Function("Echo")]
        public static async Task<HttpResponseData> EchoAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "echo")] HttpRequestData request)
        {
            var caller = await request.ReadFromJsonAsync<Caller>();
            var marks = request.Headers.TryGetValues("X-Mark", out var all) ? string.Join('|', all) : "";
            var response = request.CreateResponse((HttpStatusCode)418);
            response.Headers.Add("X-Kind", ["tea", "pot"]);
            response.Headers.Add("Content-Type", "text/plain");
            response.Cookies.Append(new HttpCookie("cup", "full") { MaxAge = 60, Path = "/", Secure = true, HttpOnly = true, SameSite = SameSite.Strict });
            var cookie = request.Cookies.SingleOrDefault()?.Value;
            response.WriteString($"{request.Method} {request.Url.AbsolutePath} {request.Query["city"]} {marks} {cookie} {caller!.Name}");
            return response;
        }
    }
}
