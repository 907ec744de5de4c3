using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace Cerniq.Functions.Tests.Sandbox.Anaf;

/// <summary>A logged-in client of the ANAF stand-in.</summary>
internal sealed class AnafSession(SandboxHost sandbox, string token)
{
    public static async Task<AnafSession> OpenAsync(SandboxHost sandbox, string client = "demo")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/anaf/anaf-oauth2/v1/token");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:secret-{client}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = $"refresh-{client}" });
        using var response = await sandbox.Http.SendAsync(request);
        return new AnafSession(sandbox, (string)(await SandboxHost.JsonAsync(response))["access_token"]!);
    }

    public async Task<HttpResponseMessage> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, null);

    public async Task<XElement> UploadAsync(string xml, string query = "standard=UBL&cif=34283300", string method = "upload")
    {
        using var response = await SendAsync(HttpMethod.Post, $"{method}?{query}", xml);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async Task<XElement> StateAsync(string index)
    {
        using var response = await GetAsync($"stareMesaj?id_incarcare={index}");
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Uploads and waits until it is no longer being processed.</summary>
    public async Task<(string Index, XElement State)> SettleAsync(string xml, string query = "standard=UBL&cif=34283300")
    {
        var index = (await UploadAsync(xml, query)).Attribute("index_incarcare")!.Value;
        var state = await SandboxHost.UntilAsync(async () =>
        {
            var now = await StateAsync(index);
            return now.Attribute("stare")!.Value == "in prelucrare" ? null : now;
        });
        return (index, state);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, $"/anaf/prod/FCTEL/rest/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "text/plain");
        return await sandbox.Http.SendAsync(request);
    }
}
