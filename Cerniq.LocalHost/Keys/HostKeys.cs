using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Keys;

/// <summary>The host's keys and whether one opens a door. Keys are compared by their hashes in constant time.</summary>
public sealed class HostKeys
{
    /// <summary>The system key of the orchestrations' management API.</summary>
    public const string DurableTaskExtension = "durabletask_extension";

    private readonly KeyFolder _folder;
    private readonly byte[] _master;
    private readonly Lazy<byte[]> _function;
    private readonly ConcurrentDictionary<string, byte[]?> _functionKeys = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _systemKeys = new(StringComparer.Ordinal);

    /// <summary>Reads the keys, making those that are missing.</summary>
    /// <param name="folder">Where they are kept.</param>
    /// <param name="adminKey">The master key; null or empty to read or make it.</param>
    internal HostKeys(KeyFolder folder, string? adminKey)
    {
        _folder = folder;
        Master = string.IsNullOrWhiteSpace(adminKey) ? folder.ReadOrMake("master") : adminKey;
        _master = Hash(Master);
        _function = new Lazy<byte[]>(() => Hash(folder.ReadOrMake("host-default")));
    }

    /// <summary>The master (admin) key.</summary>
    public string Master { get; }

    /// <summary>The system key of an extension, made when first asked for.</summary>
    public string System(string extension) => _systemKeys.GetOrAdd(extension, name => _folder.ReadOrMake($"system-{name}"));

    /// <summary>Whether the key is the master key.</summary>
    public bool IsMaster(string? key) => key is not null && Same(Hash(key), _master);

    /// <summary>Whether the key opens a function of this level. The master key opens everything.</summary>
    public bool Opens(AuthorizationLevel level, string function, string? key) => level switch
    {
        AuthorizationLevel.Anonymous => true,
        _ when key is null => false,
        AuthorizationLevel.Function => IsFunctionKey(function, Hash(key)) || IsMaster(key),
        AuthorizationLevel.System => OpensExtension(DurableTaskExtension, key),
        AuthorizationLevel.Admin => IsMaster(key),
        _ => false,
    };

    /// <summary>Whether the key opens an extension's own routes.</summary>
    public bool OpensExtension(string extension, string? key) =>
        key is not null && (Same(Hash(key), Hash(System(extension))) | IsMaster(key));

    private static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private bool IsFunctionKey(string function, byte[] hash)
    {
        var own = _functionKeys.GetOrAdd(function, name => _folder.Read($"function-{name}") is { } key ? Hash(key) : null);
        return Same(hash, _function.Value) | (own is not null && Same(hash, own));
    }
}
