using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Keeps the demo tenant's webhook registered with Revolut's stand-in, which may start after us and may be reset.</summary>
internal sealed partial class SandboxWebhook(
    WebhookRegistration registration,
    RevolutClients clients,
    TenantConnections connections,
    TenantSettings settings,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<SandboxWebhook> logger) : BackgroundService
{
    private static readonly TimeSpan UntilReached = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private string? _registered;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = BetweenLooks;
            try
            {
                await KeepRegisteredAsync(stoppingToken);
            }
            catch (ServiceException notYet)
            {
                LogNotYet(logger, notYet.Fault.Words);
                pause = UntilReached;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepRegisteredAsync(CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(DemoTenant.Name, cancellationToken);
        if (!string.Equals(set.Get(SettingsCatalogue.Environment), "sandbox", StringComparison.Ordinal))
        {
            return;
        }

        using var scope = new CallScope(DemoTenant.Name, "revolut/webhook", "sandbox-webhook").Enter();
        var revolut = clients.For(DemoTenant.Name, await connections.RevolutAsync(DemoTenant.Name, cancellationToken));
        var url = new Uri($"http://127.0.0.1:{configuration.GetValue("CERNIQ_PORT", 7071)}/api/revolut/webhook/{DemoTenant.Name}");
        var known = (await revolut.GetWebhooksAsync(cancellationToken)).FirstOrDefault(w => w.Url.TrimEnd('/') == url.OriginalString);
        if (known is not null && known.Id == _registered)
        {
            return;
        }

        _registered = (await registration.RegisterAsync(DemoTenant.Name, url, "SYSTEM", "sandbox-webhook", cancellationToken)).WebhookId;
    }

    [LoggerMessage(3201, LogLevel.Debug, "The sandbox cannot be reached yet: {Words}")]
    private static partial void LogNotYet(ILogger logger, string words);
}
