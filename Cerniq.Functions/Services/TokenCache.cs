namespace Cerniq.Functions.Services;

/// <summary>Keeps a token until shortly before its end and fetches the next one once, however many callers want it.</summary>
/// <param name="fetch">Logs in.</param>
/// <param name="margin">How long before its end a token counts as over.</param>
public sealed class TokenCache(Func<CancellationToken, Task<AccessToken>> fetch, TimeSpan margin, TimeProvider clock) : ITokenSource
{
    private readonly SingleFlight<AccessToken> login = new();
    private AccessToken? current;

    public Task<AccessToken> GetAsync(CancellationToken cancellationToken) =>
        Valid() is { } token ? Task.FromResult(token) : login.RunAsync(FetchAsync, cancellationToken);

    public void Reject(AccessToken token) => Interlocked.CompareExchange(ref current, null, token);

    private AccessToken? Valid() =>
        Volatile.Read(ref current) is { } token && token.ExpiresAt - margin > clock.GetUtcNow() ? token : null;

    private async Task<AccessToken> FetchAsync()
    {
        // Whoever looked just before another's login ended would log in again.
        if (Valid() is { } token)
        {
            return token;
        }

        token = await fetch(CancellationToken.None);
        Volatile.Write(ref current, token);
        return token;
    }
}
