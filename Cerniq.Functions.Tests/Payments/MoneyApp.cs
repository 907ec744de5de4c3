using System.Text.Json;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Lifecycle;
using Cerniq.Functions.Tests.Replay;
using Cerniq.LocalHost.Hosting;
using Cerniq.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>The app and the sandbox on ports and folders of their own: money in and out over real HTTP.</summary>
public sealed class MoneyApp : IAsyncLifetime
{
    public const string AdminKey = "the-admin-key";
    public const string DemoKey = "the-demo-tenants-key";
    public const string Iban = "RO49AAAA1B31007593840000";

    private readonly TestFolder _folder = new();
    private WebApplication? _sandbox;
    private IHost? _host;
    private HttpClient? _client;
    private HttpClient? _control;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        _sandbox = SandboxApp.Build([], new SandboxOptions { Port = 0, DataFolder = _folder.File("sandbox") });
        await _sandbox.StartAsync();
        var address = new Uri(_sandbox.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _control = new HttpClient { BaseAddress = address };
        var builder = FunctionsApplication.CreateBuilder(
            [
                $"--CERNIQ_DATA={_folder.File("app")}", "--CERNIQ_PORT=0", $"--CERNIQ_SANDBOX_PORT={address.Port}",
                $"--CERNIQ_ADMIN_KEY={AdminKey}", $"--CERNIQ_DEMO_TENANT_KEY={DemoKey}",
            ]);
        builder.Properties["Cerniq.LocalHost.FunctionAssemblies"] = new[] { typeof(CerniqApp).Assembly }.AsEnumerable();
        builder.Logging.ClearProviders();
        builder.AddCerniq();
        _host = builder.Build();
        await _host.StartAsync();
        _client = new HttpClient { BaseAddress = Service<LocalHostAddress>().BaseAddress };
        await SandboxAsync("clock", new { speed = 50 });
        await SandboxAsync("limits", new { revolut = false });
    }

    public async Task DisposeAsync()
    {
        await HistoryRecorder.RecordAsync(_client!.BaseAddress!, AdminKey);
        _client.Dispose();
        _control!.Dispose();
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _sandbox!.StopAsync();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Calls the app as the demo tenant.</summary>
    public async Task<Reply> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/tenants/demo/{path}");
        request.Headers.Add("x-api-key", DemoKey);
        request.Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body);
        using var response = await _client!.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), null, response.Headers);
    }

    public async Task SandboxAsync(string path, object body)
    {
        using var response = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(_control!, new Uri($"/sandbox/{path}", UriKind.Relative), body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> LedgerAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await _control!.GetStringAsync(new Uri("/sandbox/ledger", UriKind.Relative)));

    /// <summary>An invoice that was issued and paid.</summary>
    public async Task<InvoiceRecord> PaidInvoiceAsync(string deal, decimal total, string? iban = Iban)
    {
        var invoice = await InvoiceAsync(deal, Math.Abs(string.GetHashCode(deal, StringComparison.Ordinal)) % 1_000_000, total, iban);
        return await Service<InvoiceStore>().UpdateAsync(
            "demo", invoice.InvoiceId, i => i with { Allocations = [new PaymentAllocation($"paid-{deal}", total)] }, default);
    }

    public async Task<InvoiceRecord> InvoiceAsync(string deal, long number, decimal total, string? iban = null)
    {
        await Service<NegotiationStore>().CreateAsync(Deals.Deal(deal), default);
        var invoice = new InvoiceRecord
        {
            Tenant = "demo",
            NegotiationId = deal,
            InvoiceId = InvoiceIds.Of(new DealKey("demo", deal)),
            OblioInvoiceId = $"FCT-{number:0000}",
            SeriesName = "FCT",
            Number = number,
            NumberText = $"{number:0000}",
            Client = Deals.Request().Client! with { BankAccount = iban },
            Lines = [],
            Subtotal = total,
            VatAmount = 0,
            TotalDiscount = 0,
            GrandTotal = total,
            Currency = "RON",
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "corr-1",
            CreatedAt = Deals.Start,
        };
        await Service<InvoiceStore>().AddAsync(invoice, default);
        return invoice;
    }

    /// <summary>Asks again and again until there is an answer.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what, int seconds = 60)
        where T : class
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            (TimeProvider.System.GetUtcNow() < until).ShouldBeTrue($"In vain: {what}");
            await Task.Delay(50);
        }
    }
}
