using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Security.KeyVault.Secrets;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Secrets in Key Vault. A name there may hold only letters, digits and dashes, whatever their case, so it is a hash
/// of tenant and name; tags say which.</summary>
internal sealed class KeyVaultSecretStore(SecretClient vault) : ISecretStore
{
    private const string Removed = "removed";

    public async Task<string?> GetAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        try
        {
            KeyVaultSecret secret = await vault.GetSecretAsync(VaultName(tenant, name), cancellationToken: cancellationToken);
            return secret.Properties.Tags.ContainsKey(Removed) ? null : secret.Value;
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
    }

    /// <summary>A removed secret gets a version that says so: a deleted one could not be set again while the vault still holds
    /// it for recovery.</summary>
    public async Task SetAsync(string tenant, string name, string? value, CancellationToken cancellationToken)
    {
        if (value is null && await GetAsync(tenant, name, cancellationToken) is null)
        {
            return;
        }

        var secret = new KeyVaultSecret(VaultName(tenant, name), value ?? Removed);
        secret.Properties.Tags["tenant"] = tenant;
        secret.Properties.Tags["name"] = name;
        if (value is null)
        {
            secret.Properties.Tags[Removed] = "true";
        }

        await vault.SetSecretAsync(secret, cancellationToken);
    }

    private static string VaultName(string tenant, string name) =>
        "cerniq-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RowKey.Of(tenant, name))));
}
