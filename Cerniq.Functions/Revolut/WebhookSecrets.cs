using System.Collections.Concurrent;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut;

/// <summary>What a tenant's deliveries are checked by.</summary>
/// <param name="Keys">Of the secrets in force; several while one is being rotated.</param>
/// <param name="IsV1">True for the source documents' older scheme.</param>
/// <param name="Until">When the first of the secrets loses its force; the far future when none does.</param>
public sealed record WebhookTrust(IReadOnlyList<byte[]> Keys, bool IsV1, DateTimeOffset Until);

/// <summary>Reads what deliveries are checked by, and remembers it for a few seconds: at thousands a second the stores must not be
/// asked each time. A new secret is looked for at once when a signature does not fit.</summary>
public sealed class WebhookSecrets(TenantSettings settings, TimeProvider clock)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    /// <summary>How soon after a reading a refusal may cause another: a flood of forgeries must not reach the stores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Remembered> _known = new(StringComparer.Ordinal);

    /// <summary>What is in force. When it was read a while ago one delivery reads it anew, and the others do not wait for that; but nobody
    /// is judged by a secret whose time is over.</summary>
    public ValueTask<WebhookTrust> OfAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return _known.TryGetValue(tenant, out var known) && now < known.Trust.Until && !known.TakeTurn(now)
            ? ValueTask.FromResult(known.Trust)
            : new ValueTask<WebhookTrust>(ReadAsync(tenant, cancellationToken));
    }

    /// <summary>What is in force now, when it may be newer than what was used; null when that was read a moment ago.</summary>
    public async Task<WebhookTrust?> NewerAsync(string tenant, CancellationToken cancellationToken) =>
        _known.TryGetValue(tenant, out var known) && clock.GetUtcNow() - known.At < Patience
            ? null
            : await ReadAsync(tenant, cancellationToken);

    /// <summary>To be called when this process changes the secret.</summary>
    public void Forget(string tenant) => _known.TryRemove(tenant, out _);

    private async Task<WebhookTrust> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        var stored = await settings.SecretAsync(tenant, SettingsCatalogue.RevolutWebhookSecret, cancellationToken);
        var now = clock.GetUtcNow();
        var secrets = WebhookSecret.ReadAll(stored).Where(secret => secret.IsBelievedAt(now)).ToList();
        var set = await settings.GetAsync(tenant, cancellationToken);
        var trust = new WebhookTrust(
            RevolutSignature.KeysOf(secrets.Select(secret => secret.Secret)),
            string.Equals(set.Get(SettingsCatalogue.RevolutWebhookVersion), "v1", StringComparison.Ordinal),
            secrets.Min(secret => secret.Until) ?? DateTimeOffset.MaxValue);
        if (_known.Count < MaxRemembered || _known.ContainsKey(tenant))
        {
            _known[tenant] = new Remembered(trust, now);
        }

        return trust;
    }

    private sealed class Remembered(WebhookTrust trust, DateTimeOffset at)
    {
        private long _next = (at + Life).UtcTicks;

        public WebhookTrust Trust => trust;

        public DateTimeOffset At => at;

        /// <summary>True for one who is to read anew; for another only a second later, should the first have failed.</summary>
        public bool TakeTurn(DateTimeOffset now)
        {
            var due = Interlocked.Read(ref _next);
            return now.UtcTicks >= due && Interlocked.CompareExchange(ref _next, (now + Patience).UtcTicks, due) == due;
        }
    }
}
