using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.Sandbox.Oblio;

/// <summary>An authorised account of the Oblio stand-in.</summary>
internal sealed class OblioSession(SandboxHost sandbox, string token)
{
    public const string Cif = "37311090";

    public static async Task<OblioSession> OpenAsync(SandboxHost sandbox, string account = "demo@sandbox.cerniq")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = account, ["client_secret"] = $"secret-{account}" });
        using var response = await sandbox.Http.PostAsync("/oblio/api/authorize/token", form);
        return new OblioSession(sandbox, (string)(await SandboxHost.JsonAsync(response))["access_token"]!);
    }

    public static JsonObject Invoice(string? key = null) => new()
    {
        ["cif"] = $"RO{Cif}",
        ["seriesName"] = "FCT",
        ["client"] = new JsonObject { ["cif"] = "RO14399840", ["name"] = "DANTE INTERNATIONAL SA", ["address"] = "Sos. Virtutii 148", ["state"] = "Bucuresti", ["city"] = "Sector 6", ["vatPayer"] = true },
        ["issueDate"] = "2026-11-20",
        ["idempotencyKey"] = key,
        ["products"] = new JsonArray(
            new JsonObject { ["name"] = "Test", ["price"] = 200, ["quantity"] = 2, ["vatName"] = "Normala", ["vatPercentage"] = 21, ["vatIncluded"] = 0 },
            new JsonObject { ["name"] = "Discount 10%", ["discount"] = 10, ["discountType"] = "procentual" }),
    };

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/oblio/api/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await sandbox.Http.SendAsync(request);
    }

    public async Task<JsonNode> DataAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return (await SandboxHost.JsonAsync(response))["data"]!;
    }

    public async Task<string> RefusalAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var answer = await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest);
        ((int)answer["status"]!).ShouldBe(400);
        return (string)answer["statusMessage"]!;
    }
}
