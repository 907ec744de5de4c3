using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Secrets sealed with AES-GCM under a key that lies in the data folder and that only its owner may read.</summary>
/// <remarks>Tenant and name are part of what is sealed: a row copied to another tenant does not open.</remarks>
internal sealed class LocalSecretStore(ITableStore tables, byte[] key) : ISecretStore
{
    private const string Table = "secrets";

    public async Task<string?> GetAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, RowKey.Of(tenant), RowKey.Of(name), cancellationToken);
        return row is null ? null : Open(tenant, name, CerniqJson.Read<Sealed>(row.Body));
    }

    public async Task SetAsync(string tenant, string name, string? value, CancellationToken cancellationToken)
    {
        var row = RowKey.Of(name);
        TableOperation write = value is null
            ? new TableOperation.Delete(row)
            : new TableOperation.Upsert(row, CerniqJson.Write(Seal(tenant, name, value)));
        await tables.WriteAsync(Table, RowKey.Of(tenant), [write], cancellationToken);
    }

    private Sealed Seal(string tenant, string name, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var cipher = new byte[plain.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Context(tenant, name));
        return new Sealed(1, nonce, cipher, tag);
    }

    private string Open(string tenant, string name, Sealed secret)
    {
        var plain = new byte[secret.Cipher.Length];
        using var aes = new AesGcm(key, secret.Tag.Length);
        aes.Decrypt(secret.Nonce, secret.Cipher, secret.Tag, plain, Context(tenant, name));
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Context(string tenant, string name) => Encoding.UTF8.GetBytes(RowKey.Of(tenant, name));

    private sealed record Sealed(int Version, byte[] Nonce, byte[] Cipher, byte[] Tag);
}
