using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>Keeps one tenant's login at ANAF alive.</summary>
/// <remarks>A refresh makes a new pair of tokens and ends the old one: it is done by one caller at a time, and the new pair is
/// stored before anybody uses it. When another host was quicker, its pair is taken over from the store.</remarks>
public sealed class AnafTokenKeeper(
    string tenant, AnafConnection connection, ServiceCaller caller, ISecretStore secrets, TimeProvider clock, RefreshLease? lease = null)
    : ITokenSource
{
    /// <summary>The name of the secret that holds the pair.</summary>
    public const string SecretName = "anaf-tokens";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SingleFlight<AnafTokenPair> renewal = new();
    private volatile AnafTokenPair? current;
    private volatile AnafTokenPair? unsaved;
    private volatile string? rejected;

    public async Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        var pair = current is { } known && unsaved is null && HoldsFor(known, Margin)
            ? known
            : await renewal.RunAsync(() => RenewAsync(Margin), cancellationToken);
        return new AccessToken(pair.Access!, pair.AccessExpiresAt);
    }

    public void Reject(AccessToken token) => rejected = token.Value;

    /// <summary>Renews the login ahead of its end.</summary>
    /// <param name="ahead">How long it must still hold to be left alone.</param>
    /// <exception cref="TenantNotConfiguredException">There is no refresh token.</exception>
    public async Task<AnafLoginState> KeepFreshAsync(TimeSpan ahead, CancellationToken cancellationToken)
    {
        var pair = await renewal.RunAsync(() => RenewAsync(ahead), cancellationToken);
        if (!HoldsFor(pair, ahead))
        {
            // Another caller's renewal was under way and was content with less.
            pair = await renewal.RunAsync(() => RenewAsync(ahead), cancellationToken);
        }

        return new AnafLoginState(pair.AccessExpiresAt, pair.RefreshExpiresAt);
    }

    /// <summary>Tells how long the login holds, without asking ANAF.</summary>
    public async Task<AnafLoginState> StateAsync(CancellationToken cancellationToken)
    {
        var pair = current ?? await LoadAsync(cancellationToken);
        return new AnafLoginState(pair?.Access is null ? null : pair.AccessExpiresAt, pair?.RefreshExpiresAt);
    }

    /// <summary>True once there is a login to renew.</summary>
    public async Task<bool> IsKnownAsync(CancellationToken cancellationToken) => (current ?? await LoadAsync(cancellationToken)) is not null;

    /// <summary>Where a person goes to log in with the certificate.</summary>
    public Uri AuthorizeAddress(Uri redirect, string state) => new(connection.LoginBase, "authorize" + new Query()
        .With("response_type", "code")
        .With("client_id", connection.ClientId)
        .With("redirect_uri", redirect.OriginalString)
        .With("state", state)
        .With("token_content_type", "jwt"));

    /// <summary>Turns the code of a login into tokens; it must be done within a minute of the login.</summary>
    /// <param name="prove">Throws when the new login is not to be kept.</param>
    public async Task<AnafLoginState> ExchangeAsync(
        string code, Uri redirect, CancellationToken cancellationToken, Func<AccessToken, CancellationToken, Task>? prove = null)
    {
        var pair = await AskAsync(
            new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirect.OriginalString }, null, cancellationToken);
        if (prove is not null)
        {
            await prove(new AccessToken(pair.Access!, pair.AccessExpiresAt), cancellationToken);
        }

        await KeepAsync(pair);
        return new AnafLoginState(pair.AccessExpiresAt, pair.RefreshExpiresAt);
    }

    private bool HoldsFor(AnafTokenPair pair, TimeSpan time) =>
        pair.Access is { } access && access != rejected && pair.AccessExpiresAt - time > clock.GetUtcNow();

    private async Task<AnafTokenPair> RenewAsync(TimeSpan ahead)
    {
        if (unsaved is { } lost)
        {
            await KeepAsync(lost);
        }

        if (await StoredAsync() is var stored && HoldsFor(stored, ahead))
        {
            current = stored;
            return stored;
        }

        await using var turn = lease is null ? null : await lease.TakeAsync(tenant, CancellationToken.None);
        var pair = await StoredAsync();
        if (HoldsFor(pair, ahead))
        {
            // Another host was quicker while this one waited for its turn.
            current = pair;
            return pair;
        }

        return await RefreshAsync(pair);
    }

    private async Task<AnafTokenPair> StoredAsync() =>
        await LoadAsync(CancellationToken.None) ?? throw new TenantNotConfiguredException(tenant, "anaf refresh token");

    private async Task<AnafTokenPair> RefreshAsync(AnafTokenPair pair)
    {
        try
        {
            var next = await AskAsync(
                new() { ["grant_type"] = "refresh_token", ["refresh_token"] = pair.Refresh }, pair.Refresh, CancellationToken.None);
            await KeepAsync(next);
            return next;
        }
        catch (ServiceRefusedException refused) when (refused.Fault.Kind == FaultKind.Authentication)
        {
            // Perhaps another host has used this refresh token up; then its new pair is in the store.
            var theirs = await LoadAsync(CancellationToken.None);
            if (theirs is null || theirs.Refresh == pair.Refresh || !HoldsFor(theirs, TimeSpan.Zero))
            {
                throw;
            }

            current = theirs;
            return theirs;
        }
    }

    private async Task<AnafTokenPair?> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await secrets.GetAsync(tenant, SecretName, cancellationToken);
        var pair = stored is null ? null : JsonSerializer.Deserialize(stored, AnafJson.Default.AnafTokenPair);
        var configured = connection.RefreshToken;
        return pair is not null && (configured is null || pair.Seed == AnafTokenPair.SeedOf(configured))
            ? pair
            : configured is null ? null : AnafTokenPair.Configured(configured);
    }

    /// <summary>The old pair is dead by now: the new one is stored whether or not the caller still waits.</summary>
    private async Task KeepAsync(AnafTokenPair pair)
    {
        unsaved = pair;
        await secrets.SetAsync(tenant, SecretName, JsonSerializer.Serialize(pair, AnafJson.Default.AnafTokenPair), CancellationToken.None);
        current = pair;
        unsaved = null;
    }

    private async Task<AnafTokenPair> AskAsync(
        Dictionary<string, string> form, string? oldRefresh, CancellationToken cancellationToken)
    {
        form["token_content_type"] = "jwt";
        var client = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.ClientId}:{connection.ClientSecret}"));
        var request = new ServiceRequest(tenant, HttpMethod.Post, new Uri(connection.LoginBase, "token"), "token")
        {
            Body = () => new FormUrlEncodedContent(form),
            Authorization = new AuthenticationHeaderValue("Basic", client),
        };
        var asked = clock.GetUtcNow();
        var reply = await caller.SendAsync(request, cancellationToken);
        var answer = reply.Read(AnafJson.Default.AnafTokenAnswer);
        return answer.AccessToken is { Length: > 0 } access
            ? AnafTokenPair.From(answer, access, oldRefresh, AnafTokenPair.SeedOf(connection.RefreshToken), asked)
            : throw reply.Unreadable("a login answer without a token");
    }
}
