namespace Cerniq.Functions.Services;

/// <summary>Keeps a token until shortly before its end and fetches the next one once, however many callers want it.</summary>
/// <param name="fetch">Logs in; is not cancelled when the caller that caused it goes away, for others wait for it too.</param>
/// <param name="margin">How long before its end a token counts as over.</param>
public sealed class TokenCache(Func<CancellationToken, Task<AccessToken>> fetch, TimeSpan margin, TimeProvider clock) : ITokenSource
{
    private readonly Lock gate = new();
    private AccessToken? current;
    private Task<AccessToken>? underWay;

    public Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (current is { } token && token.ExpiresAt - margin > clock.GetUtcNow())
            {
                return Task.FromResult(token);
            }

            underWay ??= Task.Run(FetchAsync, CancellationToken.None);
            return underWay.WaitAsync(cancellationToken);
        }
    }

    public void Reject(AccessToken token)
    {
        lock (gate)
        {
            current = current == token ? null : current;
        }
    }

    private async Task<AccessToken> FetchAsync()
    {
        try
        {
            var token = await fetch(CancellationToken.None);
            lock (gate)
            {
                current = token;
                return token;
            }
        }
        finally
        {
            lock (gate)
            {
                underWay = null;
            }
        }
    }
}
