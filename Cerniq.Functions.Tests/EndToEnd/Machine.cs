using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Functions.Tests.Replay;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>A machine with the app and the sandbox on it, each a process of its own, on a data folder of its own.</summary>
internal sealed class Machine : IAsyncDisposable
{
    public const string AdminKey = "admin-key-of-this-test";
    public const string DemoKey = "cq_demo-key-of-this-test";

    private readonly TestFolder _folder = new();
    private readonly HttpClient _http;

    private Machine(IEnumerable<KeyValuePair<string, string>> more)
    {
        var appPort = ChildProcess.FreePort();
        var sandboxPort = ChildProcess.FreePort();
        AppAddress = new Uri($"http://127.0.0.1:{appPort}");
        SandboxAddress = new Uri($"http://127.0.0.1:{sandboxPort}");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CERNIQ_PORT"] = $"{appPort}",
            ["CERNIQ_SANDBOX_PORT"] = $"{sandboxPort}",
            ["CERNIQ_DATA"] = _folder.Path,
            ["CERNIQ_ADMIN_KEY"] = AdminKey,
            ["CERNIQ_DEMO_TENANT_KEY"] = DemoKey,
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        App = new ChildProcess("Cerniq.Functions.dll", AppAddress, "api/health", environment);
        Sandbox = new ChildProcess("Cerniq.Sandbox.dll", SandboxAddress, "sandbox/health", environment);
        _http = new HttpClient { Timeout = TimeSpan.FromSeconds(100) };
    }

    public Uri AppAddress { get; }

    public Uri SandboxAddress { get; }

    public ChildProcess App { get; }

    public ChildProcess Sandbox { get; }

    public string DataFolder => _folder.Path;

    /// <param name="more">Environment of both processes, beside what every machine has.</param>
    public static async Task<Machine> StartAsync(params IEnumerable<KeyValuePair<string, string>> more)
    {
        var machine = new Machine(more);
        try
        {
            await Task.WhenAll(machine.Sandbox.StartAsync(), machine.App.StartAsync());
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls the app.</summary>
    /// <param name="path">Below <c>/api/</c>.</param>
    /// <param name="key">The tenant's key; an empty one sends none.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> CallAsync(
        HttpMethod method, string path, object? body = null, string key = DemoKey, string? adminKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(AppAddress, "api/" + path));
        if (key.Length > 0 && adminKey is null)
        {
            request.Headers.Add("x-api-key", key);
        }

        if (adminKey is not null)
        {
            request.Headers.Add("x-functions-key", adminKey);
        }

        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        var answer = await _http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var json = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && bytes.Length > 0
            ? JsonSerializer.Deserialize<JsonElement>(bytes)
            : default;
        return (answer.StatusCode, json, answer);
    }

    public async Task<JsonElement> SandboxAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(SandboxAddress, "sandbox/" + path))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
    }

    /// <summary>Posts a deal.</summary>
    public async Task PostDealAsync(JsonNode deal)
    {
        var (status, body, _) = await CallAsync(HttpMethod.Post, "tenants/demo/negotiations", deal);
        status.ShouldBe(HttpStatusCode.Accepted, body.ToString());
    }

    public async Task<JsonElement> DealAsync(string id) => (await CallAsync(HttpMethod.Get, $"tenants/demo/negotiations/{id}")).Body;

    /// <summary>Waits until a deal is in a state; fails with the whole deal when it does not get there.</summary>
    public Task<JsonElement> UntilAsync(string id, string state, int seconds = 180) =>
        UntilAsync(id, deal => deal.GetProperty("state").GetString() == state, state, seconds);

    /// <summary>Waits until a deal is so; fails with the whole deal when it does not get there.</summary>
    /// <param name="isSo">Asked of a deal that is there.</param>
    public async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> isSo, string what, int seconds = 180)
    {
        var watch = Stopwatch.StartNew();
        JsonElement deal = default;
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            try
            {
                (var status, deal, _) = await CallAsync(HttpMethod.Get, $"tenants/demo/negotiations/{id}");
                if (status == HttpStatusCode.OK && isSo(deal))
                {
                    return deal;
                }
            }
            catch (HttpRequestException)
            {
                // The app is down just now; the test has killed it.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Deal {id} was not {what} within {seconds} s:\n{deal}\n{Tail(App.Output)}");
    }

    /// <summary>Accepts the proforma once it is sent, waits for ANAF, pays, waits for PAID.</summary>
    public async Task<JsonElement> CarryThroughAsync(string id, int seconds = 180)
    {
        await UntilAsync(id, "PROFORMA_SENT", seconds);
        await AcceptAsync(id);
        var filed = await UntilAsync(id, "EINVOICE_ACCEPTED", seconds);
        await PayAsync(filed.GetProperty("invoice"));
        return await UntilAsync(id, "PAID", seconds);
    }

    public async Task AcceptAsync(string id)
    {
        var (status, body, _) = await CallAsync(HttpMethod.Post, $"tenants/demo/negotiations/{id}/proforma/accept");
        status.ShouldBe(HttpStatusCode.Accepted, body.ToString());
    }

    public Task PayAsync(JsonElement invoice) => SandboxAsync(
        HttpMethod.Post,
        "revolut/pay",
        new
        {
            tenant = "demo",
            amount = invoice.GetProperty("grandTotal").GetDecimal(),
            currency = invoice.GetProperty("currency").GetString(),
            reference = $"Factura {invoice.GetProperty("oblioInvoiceId").GetString()}",
            counterparty = "CARPATI DISTRIBUTIE SRL",
        });

    public Task<JsonElement> LedgerAsync() => SandboxAsync(HttpMethod.Get, "ledger");

    public async ValueTask DisposeAsync()
    {
        await HistoryRecorder.RecordAsync(AppAddress, AdminKey);
        App.Dispose();
        Sandbox.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private static string Tail(string text) => text.Length <= 6000 ? text : text[^6000..];
}
