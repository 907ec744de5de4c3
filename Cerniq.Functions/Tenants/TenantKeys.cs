using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tenants;

/// <summary>Keys that let a tenant's own software in. Only their SHA-256 is kept.</summary>
public sealed class TenantKeys(ITableStore tables, TimeProvider clock)
{
    private const string ByHash = "keyhashes";
    private const string ByTenant = "tenantkeys";
    private const string HashRow = "key";
    private const string Prefix = "cq_";

    /// <summary>Makes a new key. Its text is given this once and never again.</summary>
    /// <param name="label">What it is for, in the tenant's words.</param>
    public Task<IssuedKey> IssueAsync(string tenant, string? label, CancellationToken cancellationToken) =>
        EnterAsync(tenant, Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), label, cancellationToken);

    /// <summary>Takes a key that was made elsewhere. The same key again changes nothing; one that was revoked stays so.</summary>
    /// <exception cref="InvalidOperationException">It belongs to another tenant.</exception>
    public async Task<IssuedKey> EnterAsync(string tenant, string key, string? label, CancellationToken cancellationToken)
    {
        var hash = Hash(key);
        if (await FindAsync(hash, cancellationToken) is { } owner && owner.Tenant != tenant)
        {
            throw new InvalidOperationException("The key belongs to another tenant.");
        }

        var record = new TenantKey(KeyId(hash), label, clock.GetUtcNow(), null);
        if (await tables.GetAsync(ByTenant, RowKey.Of(tenant), RowKey.Of(record.KeyId), cancellationToken) is { } listed)
        {
            record = CerniqJson.Read<TenantKey>(listed.Body);
        }

        if (record.RevokedAt is null)
        {
            await OpenAsync(tenant, record, hash, cancellationToken);
        }

        return new IssuedKey(record.KeyId, key, record.Label, record.CreatedAt);
    }

    /// <summary>Whose key this is, or null when it is nobody's or was revoked.</summary>
    /// <remarks>The look-up goes by the key's hash, so its duration tells nothing about any key.</remarks>
    public async Task<KeyOwner?> ResolveAsync(string key, CancellationToken cancellationToken)
    {
        var hash = Hash(key);
        var found = await FindAsync(hash, cancellationToken);
        return found is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(found.Hash), Encoding.ASCII.GetBytes(hash))
            ? new KeyOwner(found.Tenant, found.KeyId)
            : null;
    }

    /// <summary>The tenant's keys, revoked ones too, without their texts.</summary>
    public async Task<IReadOnlyList<TenantKey>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var keys = new List<TenantKey>();
        string? continuation = null;
        do
        {
            var page = await tables.QueryAsync(ByTenant, RowKey.Of(tenant), new TableRange(null, null, 200, continuation), cancellationToken);
            keys.AddRange(page.Rows.Select(row => CerniqJson.Read<TenantKey>(row.Body)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [.. keys.OrderByDescending(key => key.CreatedAt)];
    }

    /// <summary>Shuts a key out for good, at once.</summary>
    /// <returns>False when the tenant has no such key.</returns>
    public async Task<bool> RevokeAsync(string tenant, string keyId, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(ByTenant, RowKey.Of(tenant), RowKey.Of(keyId), cancellationToken);
        if (row is null)
        {
            return false;
        }

        await tables.WriteAsync(ByHash, keyId, [new TableOperation.Delete(HashRow)], cancellationToken);
        var record = CerniqJson.Read<TenantKey>(row.Body);
        var revoked = record with { RevokedAt = record.RevokedAt ?? clock.GetUtcNow() };
        await tables.WriteAsync(
            ByTenant, RowKey.Of(tenant), [new TableOperation.Upsert(RowKey.Of(keyId), CerniqJson.Write(revoked))], cancellationToken);
        return true;
    }

    /// <summary>Listed before it works: a crash in between leaves a key that opens nothing, never one that nobody can see.</summary>
    private async Task OpenAsync(string tenant, TenantKey record, string hash, CancellationToken cancellationToken)
    {
        await tables.WriteAsync(
            ByTenant, RowKey.Of(tenant), [new TableOperation.Upsert(RowKey.Of(record.KeyId), CerniqJson.Write(record))], cancellationToken);
        var entry = new HashEntry(tenant, record.KeyId, hash);
        await tables.WriteAsync(ByHash, hash, [new TableOperation.Upsert(HashRow, CerniqJson.Write(entry))], cancellationToken);
    }

    private async Task<HashEntry?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(ByHash, hash, HashRow, cancellationToken);
        return row is null ? null : CerniqJson.Read<HashEntry>(row.Body);
    }

    /// <summary>A key is known by its hash: it says nothing about the key, and leads to it without another index.</summary>
    private static string KeyId(string hash) => hash;

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed record HashEntry(string Tenant, string KeyId, string Hash);
}

/// <param name="Key">The key itself, shown this once.</param>
public sealed record IssuedKey(string KeyId, string Key, string? Label, DateTimeOffset CreatedAt);

public sealed record TenantKey(string KeyId, string? Label, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

public sealed record KeyOwner(string Tenant, string KeyId);
