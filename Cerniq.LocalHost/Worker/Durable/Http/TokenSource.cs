namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask;

/// <summary>Where the bearer token of an HTTP call comes from.</summary>
public abstract class TokenSource
{
    private protected TokenSource(string resource) => Resource = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>For whom the token is.</summary>
    public string Resource { get; }
}

/// <summary>A token of the app's own identity. On one machine that is the <c>Azure.Core.TokenCredential</c> among the app's services;
/// without one the call fails.</summary>
public class ManagedIdentityTokenSource(string resource, ManagedIdentityOptions? options = null) : TokenSource(resource)
{
    public ManagedIdentityOptions? Options { get; } = options;
}

/// <summary>Of which directory the identity is.</summary>
public class ManagedIdentityOptions(Uri? authorityHost = null, string? tenantId = null)
{
    /// <summary>Not looked at here: the credential knows its own.</summary>
    public Uri? AuthorityHost { get; set; } = authorityHost;

    public string? TenantId { get; set; } = tenantId;
}
