using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>One file of an evidence bundle, read when its turn comes.</summary>
/// <param name="Name">Its path in the bundle.</param>
/// <param name="Kind">What it is, such as <c>anaf-response</c>.</param>
/// <param name="Read">Its bytes, or null when they are gone.</param>
/// <param name="Sha256">What they must be, as it was kept when they were stored; null when they are put together now.</param>
internal sealed record EvidencePart(
    string Name, string Kind, Func<CancellationToken, Task<ReadOnlyMemory<byte>?>> Read, string? Sha256 = null)
{
    /// <summary>A record of ours.</summary>
    public static EvidencePart Of<T>(string name, string kind, T value) =>
        new(name, kind, _ => Task.FromResult<ReadOnlyMemory<byte>?>(CerniqJson.Write(value)));

    /// <summary>A stored file, under its own name in a folder of the bundle.</summary>
    public static EvidencePart Of(IBlobStore blobs, string folder, string kind, string path, string? sha256) =>
        new($"{folder}{path[(path.LastIndexOf('/') + 1)..]}", kind, async stop => (await blobs.ReadAsync(path, stop))?.Content, sha256);
}
