using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Functions.Tenants;

/// <summary>The key that opens every tenant.</summary>
public sealed class AdminKey
{
    private readonly byte[] _hash;

    /// <exception cref="ArgumentException">The key is empty.</exception>
    public AdminKey(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        _hash = Hash(key);
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string key) => CryptographicOperations.FixedTimeEquals(Hash(key), _hash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
