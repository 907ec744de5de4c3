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
/// <remarks>The state that travels with the person is kept as its hash, for one tenant, for ten minutes, for one use.</remarks>
public sealed class AnafLogins(
    ITableStore tables, TenantConnections connections, AnafTokens tokens, AnafClients clients, IAuditSink audit, TimeProvider clock)
{
    private const string Table = "anaflogins";
    private const string Partition = "*states";
    private const int StateBytes = 32;
    private const int LongestState = 200;

    internal static readonly TimeSpan StateLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    /// <summary>Begins a login.</summary>
    /// <param name="redirect">Where ANAF sends the person back to: as registered with ANAF, to the letter.</param>
    /// <returns>Where the person goes.</returns>
    /// <exception cref="TenantNotConfiguredException">The application registered with ANAF is not set.</exception>
    public async Task<Uri> BeginAsync(string tenant, Uri redirect, CancellationToken cancellationToken)
    {
        var keeper = await KeeperAsync(tenant, cancellationToken);
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(StateBytes));
        var login = new PendingLogin(tenant, redirect.OriginalString, clock.GetUtcNow() + StateLife);
        TableOperation keep = new TableOperation.Insert(Row(state), CerniqJson.Write(login));
        await tables.WriteAsync(Table, Partition, [keep], cancellationToken);
        return keeper.AuthorizeAddress(redirect, state);
    }

    /// <summary>Uses up a state.</summary>
    /// <returns>The login it stands for; null when it was never given out, has been used or has run out.</returns>
    public async Task<PendingLogin?> TakeAsync(string state, CancellationToken cancellationToken)
    {
        if (state.Length is 0 or > LongestState || await tables.GetAsync(Table, Partition, Row(state), cancellationToken) is not { } row)
        {
            return null;
        }

        // Of two who bring it at once, one deletes it.
        TableOperation use = new TableOperation.Delete(row.Row, row.ETag);
        var used = await tables.WriteAsync(Table, Partition, [use], cancellationToken);
        var login = CerniqJson.Read<PendingLogin>(row.Body);
        return used.Applied && login.ExpiresAt > clock.GetUtcNow() ? login : null;
    }

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
        return state;
    }

    /// <summary>How long the tenant's login still holds, without asking ANAF.</summary>
    public async Task<AnafLoginState> StateAsync(string tenant, CancellationToken cancellationToken) =>
        await (await KeeperAsync(tenant, cancellationToken)).StateAsync(cancellationToken);

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

    private static string Row(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

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
public sealed record PendingLogin(string Tenant, string Redirect, DateTimeOffset ExpiresAt);
