using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Payments.Collecting;

/// <summary>Tells Oblio what was paid, for tenants that want it, until it knows.</summary>
public sealed partial class OblioCollections(
    CollectionList list,
    OblioCollection collection,
    PaymentStore payments,
    TenantSettings settings,
    TenantDirectory tenants,
    TimeProvider clock,
    ILogger<OblioCollections> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    [Function(nameof(OblioCollections))]
    public async Task Run([TimerTrigger("*/15 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await TellAsync(tenant, clock.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>Tells what is due by a moment. An outage ends the round: the rest waits for the next one.</summary>
    public async Task TellAsync(string tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isWanted = (await settings.GetAsync(tenant, cancellationToken)).Get(SettingsCatalogue.OblioCollect);
        string? continuation = null;
        do
        {
            var (page, next) = await list.PageAsync(tenant, continuation, cancellationToken);
            if (!isWanted && page.Count > 0)
            {
                await list.ForgetAsync(tenant, page, cancellationToken);
            }

            foreach (var due in page.Where(one => isWanted && one.Due.NotBefore <= now))
            {
                if (!await TellAsync(tenant, due, now, cancellationToken))
                {
                    return;
                }
            }

            continuation = next;
        }
        while (continuation is not null);
    }

    /// <summary>The pause after the given number of attempts in vain.</summary>
    internal static TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempts, 20)));

    /// <returns>False when Oblio is away.</returns>
    private async Task<bool> TellAsync(string tenant, ListedCollection due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var payment = await payments.RequireAsync(tenant, due.Due.PaymentId, cancellationToken);
            if (await collection.CollectAsync(payment, cancellationToken))
            {
                await list.TakeOffAsync(tenant, due, cancellationToken);
                return true;
            }
        }
        catch (Exception trouble) when (trouble is ServiceException or EffectInProgressException or TimeoutException or TenantNotConfiguredException)
        {
            LogTrouble(logger, tenant, due.Due.PaymentId, trouble.Message);
            await list.PostponeAsync(tenant, due, now + PauseAfter(due.Due.Attempts), cancellationToken);
            return trouble is not (ServiceUnavailableException or TenantNotConfiguredException);
        }

        await list.PostponeAsync(tenant, due, now + PauseAfter(due.Due.Attempts), cancellationToken);
        return true;
    }

    [LoggerMessage(3501, LogLevel.Warning, "Oblio could not be told of payment {Payment} of tenant {Tenant}, to be tried again: {Words}")]
    private static partial void LogTrouble(ILogger logger, string tenant, string payment, string words);
}
