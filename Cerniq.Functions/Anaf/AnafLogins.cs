using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>Carries a tenant's login at ANAF from the link to the stored tokens. A person goes through it once a year, with the
/// certificate.</summary>
/// <remarks>The state that travels with the person is kept as its hash, for one tenant, for ten minutes, for one use, and only for the
/// browser that began: a secret of its own (<see cref="LoginStart.Browser"/>) never leaves it but to us.</remarks>
public sealed class AnafLogins(
    ITableStore tables, TenantConnections connections, AnafTokens tokens, AnafClients clients, IAuditSink audit, TimeProvider clock, AnafMetrics? metrics = null)
{
    private const string Table = "anaflogins";
    private const string Partition = "*states";
    private const int StateBytes = 32;
    private const int LongestState = 200;

    internal static readonly TimeSpan StateLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    /// <summary>Begins a login.</summary>
    /// <param name="redirect">Where ANAF sends the person back to: as registered with ANAF, to the letter.</param>
    /// <returns>Where the person goes, and what the browser must show when it comes back.</returns>
    /// <exception cref="TenantNotConfiguredException">The application registered with ANAF is not set.</exception>
    public async Task<LoginStart> BeginAsync(string tenant, Uri redirect, CancellationToken cancellationToken)
    {
        var keeper = await KeeperAsync(tenant, cancellationToken);
        var (state, browser) = (Secret(), Secret());
        var login = new PendingLogin(tenant, redirect.OriginalString, clock.GetUtcNow() + StateLife, HashOf(browser));
        TableOperation keep = new TableOperation.Insert(HashOf(state), CerniqJson.Write(login));
        await tables.WriteAsync(Table, Partition, [keep], cancellationToken);
        return new LoginStart(keeper.AuthorizeAddress(redirect, state), state, browser);
    }

    /// <summary>Uses up a state.</summary>
    /// <param name="browser">What the browser shows of <see cref="LoginStart.Browser"/>. A state that somebody else brings opens nothing,
    /// and stays good for the one it was given to.</param>
    public async Task<TakenLogin> TakeAsync(string state, string? browser, CancellationToken cancellationToken)
    {
        if (state.Length is 0 or > LongestState || await tables.GetAsync(Table, Partition, HashOf(state), cancellationToken) is not { } row)
        {
            return TakenLogin.Unknown;
        }

        var login = CerniqJson.Read<PendingLogin>(row.Body);
        if (!IsSame(login.BrowserHash, browser))
        {
            return new TakenLogin(login, IsElsewhere: true);
        }

        // Of two who bring it at once, one deletes it.
        TableOperation use = new TableOperation.Delete(row.Row, row.ETag);
        var used = await tables.WriteAsync(Table, Partition, [use], cancellationToken);
        return used.Applied && login.ExpiresAt > clock.GetUtcNow() ? new TakenLogin(login, IsElsewhere: false) : TakenLogin.Unknown;
    }

    /// <summary>Writes down that somebody brought a state from another browser than the one it was given to.</summary>
    public Task RecordElsewhereAsync(PendingLogin login, string correlationId, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(login.Tenant, "anaf/login", AuditKind.Decision, "anaf login refused", "refused", correlationId, clock.GetUtcNow(), Detail: "the state was brought from another browser"),
            cancellationToken);

    /// <summary>Turns the code that ANAF gave into tokens, and keeps them once they have shown that they may act for the company:
    /// a login with somebody else's certificate does not take the place of a good one.</summary>
    /// <exception cref="ServiceException">ANAF refused the code, or the login may not act for the company.</exception>
    public async Task<AnafLoginState> CompleteAsync(PendingLogin login, string code, string correlationId, CancellationToken cancellationToken)
    {
        using var entered = new CallScope(login.Tenant, "anaf/login", correlationId).Enter();
        var connection = await connections.AnafAsync(login.Tenant, cancellationToken);
        var state = await tokens.For(login.Tenant, connection).ExchangeAsync(
            code, new Uri(login.Redirect), cancellationToken, (token, stop) => ProveAsync(login.Tenant, connection, token, stop));
        await audit.AppendAsync(
            new AuditEntry(
                login.Tenant, "anaf/login", AuditKind.Decision, "anaf login completed", "ok", correlationId, clock.GetUtcNow(),
                Detail: $"holds until {state.RefreshExpiresAt:yyyy-MM-dd}"),
            cancellationToken);
        return Shown(login.Tenant, state);
    }

    /// <summary>How long the tenant's login still holds, without asking ANAF.</summary>
    public async Task<AnafLoginState> StateAsync(string tenant, CancellationToken cancellationToken) =>
        Shown(tenant, await (await KeeperAsync(tenant, cancellationToken)).StateAsync(cancellationToken));

    /// <summary>True once somebody has logged in for the tenant, or given a refresh token.</summary>
    public async Task<bool> IsKnownAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await (await KeeperAsync(tenant, cancellationToken)).IsKnownAsync(cancellationToken);
        }
        catch (TenantNotConfiguredException)
        {
            return false;
        }
    }

    /// <summary>Renews what would end within <paramref name="ahead"/>.</summary>
    public async Task<AnafLoginState> KeepFreshAsync(string tenant, TimeSpan ahead, CancellationToken cancellationToken)
    {
        using var entered = new CallScope(tenant, "anaf/login", Guid.NewGuid().ToString("N")).Enter();
        return await (await KeeperAsync(tenant, cancellationToken)).KeepFreshAsync(ahead, cancellationToken);
    }

    /// <summary>Forgets states that nobody came back with.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, Partition, new TableRange(null, null), cancellationToken);
        var old = page.Rows
            .Where(row => CerniqJson.Read<PendingLogin>(row.Body).ExpiresAt <= clock.GetUtcNow())
            .Select(TableOperation (row) => new TableOperation.Delete(row.Row))
            .ToList();
        if (old.Count > 0)
        {
            await tables.WriteAsync(Table, Partition, old, cancellationToken);
        }
    }

    private async Task<AnafTokenKeeper> KeeperAsync(string tenant, CancellationToken cancellationToken) =>
        tokens.For(tenant, await connections.AnafAsync(tenant, cancellationToken));

    /// <summary>Only a missing right speaks against the login; an outage just now does not.</summary>
    private async Task ProveAsync(string tenant, AnafConnection connection, AccessToken token, CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            var messages = clients.With(tenant, connection, new OneToken(token)).ListMessagesAsync(now - LookBack, now, cancellationToken: cancellationToken);
            await using var first = messages.GetAsyncEnumerator(cancellationToken);
            await first.MoveNextAsync();
        }
        catch (ServiceException unproven) when (unproven.Fault.Kind != FaultKind.Authentication)
        {
            // What the call came to is in the audit trail.
        }
    }

    private AnafLoginState Shown(string tenant, AnafLoginState state)
    {
        if (state.RefreshExpiresAt is { } end)
        {
            metrics?.ShowLogin(tenant, end - clock.GetUtcNow());
        }

        return state;
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(StateBytes));

    private static bool IsSame(string? hash, string? secret) =>
        hash is { Length: > 0 }
        && secret is { Length: > 0 and <= LongestState }
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(HashOf(secret)));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed class OneToken(AccessToken token) : ITokenSource
    {
        public Task<AccessToken> GetAsync(CancellationToken cancellationToken) => Task.FromResult(token);

        public void Reject(AccessToken refused)
        {
            // There is no other to give.
        }
    }
}

/// <summary>A login that a person is on the way through.</summary>
/// <param name="BrowserHash">Of what the browser that began it must show.</param>
public sealed record PendingLogin(string Tenant, string Redirect, DateTimeOffset ExpiresAt, string BrowserHash);

/// <summary>The beginning of a login.</summary>
/// <param name="Address">ANAF's login.</param>
/// <param name="State">Travels with the person through ANAF.</param>
/// <param name="Browser">Stays with the browser.</param>
public sealed record LoginStart(Uri Address, string State, string Browser)
{
    public override string ToString() => Address.Host;
}

/// <param name="Login">Null when the state was never given out, has been used or has run out.</param>
/// <param name="IsElsewhere">True when another browser brought it: the login must not go on.</param>
public sealed record TakenLogin(PendingLogin? Login, bool IsElsewhere)
{
    internal static readonly TakenLogin Unknown = new(null, IsElsewhere: false);
}
