namespace Cerniq.Functions.Tenants;

/// <summary>Credentials per tenant: Key Vault in Azure, the protected settings store on one machine.</summary>
public interface ISecretStore
{
    /// <summary>Reads a secret, or null when it was never set.</summary>
    Task<string?> GetAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>Sets a secret; null removes it.</summary>
    Task SetAsync(string tenant, string name, string? value, CancellationToken cancellationToken);
}
