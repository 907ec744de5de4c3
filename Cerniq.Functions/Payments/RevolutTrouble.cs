using System.Collections.Concurrent;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>Tells people when Revolut cannot be asked, for then payments come in unseen: at once when it refuses the login, which only a
/// person can mend, and after half an hour of any other trouble. What was missed is caught up when it is over. Tells them as well when
/// it does not know what a signed webhook told.</summary>
public sealed class RevolutTrouble(Alerts alerts, TimeProvider clock)
{
    private const string LoginKey = "revolut-login";
    private const string UnreachableKey = "revolut-unreachable";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Standing> _standings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _strangeAt = new(StringComparer.Ordinal);

    /// <summary>It could not be asked.</summary>
    public async Task NoteAsync(string tenant, ServiceException trouble, CancellationToken cancellationToken)
    {
        if (trouble is ServiceLimitedException)
        {
            return; // a limit that is used up passes
        }

        var now = clock.GetUtcNow();
        var before = _standings.GetValueOrDefault(tenant);
        var since = before?.Since ?? now;
        var isLogin = trouble.Fault.Kind == FaultKind.Authentication;
        var isTold = before?.ToldAt is { } told && now - told < BetweenWords;
        var tells = !isTold && (isLogin || now - since >= Patience);
        _standings[tenant] = new Standing(since, tells ? now : before?.ToldAt);
        if (tells)
        {
            await alerts.RaiseAsync(tenant, isLogin ? LoginRefused(trouble) : Unreachable(trouble, since), cancellationToken);
        }
    }

    /// <summary>It does not know a transaction of which a webhook told that was rightly signed. One such is told in an hour: whoever can
    /// sign can send thousands.</summary>
    public async Task StrangeAsync(TransactionKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_strangeAt.TryGetValue(key.Tenant, out var told) && now - told < BetweenWords)
        {
            return;
        }

        _strangeAt[key.Tenant] = now;
        await alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                "revolut-unknown-transaction",
                AlertKind.RevolutUnknownTransaction,
                AlertSeverity.Warning,
                $"A signed webhook told of transaction {key.TransactionId}, which Revolut does not know",
                "Nothing was recorded. If it happens again, somebody else may have the signing secret: rotate it without an overlap.",
                key.Subject)
            {
                Facts = AlertFacts.Of(("transaction", key.TransactionId)),
            },
            cancellationToken);
    }

    /// <summary>It answered.</summary>
    public async Task OverAsync(string tenant, CancellationToken cancellationToken)
    {
        // The first answer in this process also takes back what an earlier process told.
        if (_standings.TryGetValue(tenant, out var standing) && standing.Since is null)
        {
            return;
        }

        await alerts.ResolveAsync(tenant, LoginKey, cancellationToken);
        await alerts.ResolveAsync(tenant, UnreachableKey, cancellationToken);
        _standings[tenant] = new Standing(null, null);
    }

    private static AlertNotice LoginRefused(ServiceException trouble) => new(
        LoginKey,
        AlertKind.RevolutLoginRefused,
        AlertSeverity.Critical,
        "Revolut refuses our login: payments are not seen and refunds are not paid",
        $"{trouble.Fault.Words} — give consent again in Revolut Business, or mend revolut_client_id, revolut_private_key and revolut_refresh_token.",
        "revolut")
    {
        Facts = AlertFacts.Of(("error", trouble.Fault.Words)),
    };

    private static AlertNotice Unreachable(ServiceException trouble, DateTimeOffset since) => new(
        UnreachableKey,
        AlertKind.RevolutUnreachable,
        AlertSeverity.Warning,
        $"Revolut could not be asked since {since:yyyy-MM-dd HH:mm}Z",
        $"{trouble.Fault.Words} — what comes in meanwhile is caught up by itself.",
        "revolut")
    {
        Facts = AlertFacts.Of(("since", $"{since.UtcDateTime:yyyy-MM-dd HH:mm} UTC"), ("error", trouble.Fault.Words)),
    };

    /// <param name="Since">Since when there is trouble; null when there is none.</param>
    /// <param name="ToldAt">When people were told last.</param>
    private sealed record Standing(DateTimeOffset? Since, DateTimeOffset? ToldAt);
}
