using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut;

/// <summary>The webhook that is registered for a tenant.</summary>
/// <param name="FormerUntil">Until when secrets before the newest are believed; null when there is only one.</param>
public sealed record RegisteredWebhook(string WebhookId, string Url, IReadOnlyList<string> Events, DateTimeOffset RegisteredAt, DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil);

/// <summary>A webhook as Revolut lists it.</summary>
/// <param name="IsOurs">True for the one whose secret is kept here; the dates are known of it alone.</param>
public sealed record ListedWebhook(
    string WebhookId, string Url, IReadOnlyList<string> Events, bool IsOurs, DateTimeOffset? RegisteredAt, DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil);

/// <summary>Registers a tenant's webhook with Revolut, changes its secret, and lets old secrets go. Each can be repeated: what a crash
/// cut short, the next attempt finishes.</summary>
public sealed class WebhookRegistration(
    RevolutClients clients, TenantConnections connections, TenantSettings settings, WebhookSecrets secrets, ITableStore tables, IAuditSink audit, TimeProvider clock)
{
    private const string Table = "revolutwebhook";
    private const string Row = "webhook";
    private const int MostSecrets = 3;

    private static readonly string[] Events =
        ["TransactionCreated", "TransactionStateChanged", "PayoutLinkCreated", "PayoutLinkStateChanged"];

    public async Task<RegisteredWebhook?> GetAsync(string tenant, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, Row, cancellationToken) is { } row ? CerniqJson.Read<RegisteredWebhook>(row.Body) : null;

    /// <summary>Registers the address, or takes over the registration it has, and keeps its secret.</summary>
    /// <exception cref="TenantNotConfiguredException">The tenant has no Revolut.</exception>
    public async Task<RegisteredWebhook> RegisterAsync(string tenant, Uri url, string by, string correlationId, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(tenant, "revolut/webhook", correlationId).Enter();
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        var known = (await revolut.GetWebhooksAsync(cancellationToken)).FirstOrDefault(w => IsSame(w.Url, url));

        // A known one is read again for its secret: whoever registered it may have died before keeping it.
        var webhook = known is null
            ? await revolut.CreateWebhookAsync(url, Events, cancellationToken)
            : await revolut.GetWebhookAsync(known.Id, cancellationToken);
        var before = await GetAsync(tenant, cancellationToken);
        var isSame = before?.WebhookId == webhook.Id;
        var former = await KeepSecretAsync(tenant, webhook.SigningSecret!, known => isSame ? known.Until : null, cancellationToken);
        var registered = new RegisteredWebhook(
            webhook.Id, webhook.Url, webhook.Events, isSame ? before!.RegisteredAt : clock.GetUtcNow(), before?.RotatedAt, former);
        await WriteAsync(tenant, registered, cancellationToken);
        await AuditAsync(tenant, known is null ? "webhook registered" : "webhook registration taken over", by, correlationId, url.OriginalString, cancellationToken);
        return registered;
    }

    /// <summary>The webhooks of the tenant's business as Revolut lists them; ours is one of them, or was.</summary>
    public async Task<IReadOnlyList<ListedWebhook>> ListAsync(string tenant, string correlationId, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(tenant, "revolut/webhook", correlationId).Enter();
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        var ours = await GetAsync(tenant, cancellationToken);
        return
        [
            .. (await revolut.GetWebhooksAsync(cancellationToken)).Select(w => w.Id == ours?.WebhookId
                ? new ListedWebhook(w.Id, w.Url, w.Events, IsOurs: true, ours.RegisteredAt, ours.RotatedAt, ours.FormerUntil > clock.GetUtcNow() ? ours.FormerUntil : null)
                : new ListedWebhook(w.Id, w.Url, w.Events, IsOurs: false, null, null, null)),
        ];
    }

    /// <summary>Has Revolut make a new secret; the old one is believed beside it for a while, in which deliveries carry both.</summary>
    /// <returns>Null when no webhook is registered.</returns>
    public async Task<RegisteredWebhook?> RotateAsync(
        string tenant, TimeSpan overlap, string by, string correlationId, CancellationToken cancellationToken)
    {
        if (await GetAsync(tenant, cancellationToken) is not { } registered)
        {
            return null;
        }

        using var scope = new CallScope(tenant, "revolut/webhook", correlationId).Enter();
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        var webhook = await revolut.RotateSecretAsync(registered.WebhookId, overlap, cancellationToken);
        var now = clock.GetUtcNow();
        var former = await KeepSecretAsync(
            tenant, webhook.SigningSecret!, known => overlap > TimeSpan.Zero ? known.Until ?? now + overlap : null, cancellationToken);
        var rotated = registered with { RotatedAt = now, FormerUntil = former };
        await WriteAsync(tenant, rotated, cancellationToken);
        await AuditAsync(tenant, "webhook secret rotated", by, correlationId, $"the former is believed for {overlap.TotalHours:0.##} hours", cancellationToken);
        return rotated;
    }

    /// <summary>Removes the former secrets whose time is over. They are not believed from that moment on, removed or not.</summary>
    /// <returns>True when some went.</returns>
    public async Task<bool> RetireAsync(string tenant, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(tenant, cancellationToken);
        var believed = stored.Where(secret => secret.IsBelievedAt(clock.GetUtcNow())).ToList();
        var isOver = believed.Count < stored.Count;
        if (isOver)
        {
            await PutSecretsAsync(tenant, believed, cancellationToken);
        }

        if (await GetAsync(tenant, cancellationToken) is { FormerUntil: { } until } registered && until <= clock.GetUtcNow())
        {
            await WriteAsync(tenant, registered with { FormerUntil = null }, cancellationToken);
        }

        return isOver;
    }

    /// <summary>Puts a secret before the known ones.</summary>
    /// <param name="end">Until when a known one is still to be believed; null for no longer.</param>
    /// <returns>Until when the last of those is believed; null when there is only the new one.</returns>
    private async Task<DateTimeOffset?> KeepSecretAsync(
        string tenant, string secret, Func<WebhookSecret, DateTimeOffset?> end, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<WebhookSecret> former =
        [
            .. (await StoredAsync(tenant, cancellationToken))
                .Where(known => !string.Equals(known.Secret, secret, StringComparison.Ordinal))
                .Select(known => (known.Secret, End: end(known)))
                .Where(known => known.End > now)
                .Select(known => new WebhookSecret(known.Secret, known.End))
                .Take(MostSecrets - 1),
        ];
        await PutSecretsAsync(tenant, [new WebhookSecret(secret, null), .. former], cancellationToken);
        return former.Max(known => known.Until);
    }

    private async Task<IReadOnlyList<WebhookSecret>> StoredAsync(string tenant, CancellationToken cancellationToken) =>
        WebhookSecret.ReadAll(await settings.SecretAsync(tenant, SettingsCatalogue.RevolutWebhookSecret, cancellationToken));

    private async Task PutSecretsAsync(string tenant, IReadOnlyList<WebhookSecret> inForce, CancellationToken cancellationToken)
    {
        var patch = JsonSerializer.SerializeToElement(
            new Dictionary<string, string>(StringComparer.Ordinal) { [SettingsCatalogue.RevolutWebhookSecret.Name] = WebhookSecret.WriteAll(inForce) });
        var change = await settings.PutAsync(tenant, patch, cancellationToken);
        if (change.Settings is null)
        {
            throw new InvalidOperationException($"The webhook secret was not taken: {string.Join("; ", change.Errors.SelectMany(e => e.Value))}");
        }

        secrets.Forget(tenant);
    }

    private Task<TableWriteResult> WriteAsync(string tenant, RegisteredWebhook registered, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, tenant, [new TableOperation.Upsert(Row, CerniqJson.Write(registered))], cancellationToken);

    /// <summary>Revolut may give an address back with a slash added.</summary>
    private static bool IsSame(string known, Uri url) => string.Equals(known.TrimEnd('/'), url.OriginalString.TrimEnd('/'), StringComparison.Ordinal);

    private Task AuditAsync(string tenant, string what, string by, string correlationId, string detail, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(tenant, "revolut/webhook", AuditKind.Administration, what, "ok", correlationId, clock.GetUtcNow(), by, Detail: detail),
            cancellationToken);
}
