using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.Sandbox.Revolut;

/// <summary>An authorised business of the Revolut stand-in.</summary>
internal sealed class RevolutSession(SandboxHost sandbox, string token)
{
    public static async Task<RevolutSession> OpenAsync(SandboxHost sandbox, string business, RSA key)
    {
        using var response = await TokenAsync(sandbox, business, Assertion(business, key));
        var body = await SandboxHost.JsonAsync(response);
        body.ContainsKey("refresh_token").ShouldBeFalse();
        ((int)body["expires_in"]!).ShouldBe(2399);
        return new RevolutSession(sandbox, (string)body["access_token"]!);
    }

    public static async Task<HttpResponseMessage> TokenAsync(SandboxHost sandbox, string business, string assertion)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = $"rt-{business}",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        });
        return await sandbox.Http.PostAsync("/revolut/api/1.0/auth/token", form);
    }

    public static string Assertion(string business, RSA key, string audience = "https://revolut.com", int lives = 120)
    {
        var claims = new { iss = "example.com", sub = business, aud = audience, exp = DateTimeOffset.UtcNow.AddSeconds(lives).ToUnixTimeSeconds() };
        var text = $"{Encode("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/revolut/api/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await sandbox.Http.SendAsync(request);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
