namespace Cerniq.Functions.Services;

/// <summary>What opens a service for a while.</summary>
public sealed record AccessToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>Keeps the secret out of logs and error texts.</summary>
    public override string ToString() => $"token until {ExpiresAt:O}";
}

/// <summary>Gives tokens that are valid now.</summary>
public interface ITokenSource
{
    Task<AccessToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>Tells that the service refused this token; it will not be given again.</summary>
    void Reject(AccessToken token);
}
