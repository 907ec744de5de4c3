using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Keeps the files of a filing under <c>tenants/{tenant}/efactura/{queueId}/</c>. None is ever changed.</summary>
public sealed class EFacturaFiles(IBlobStore blobs)
{
    public const string Xml = "application/xml";
    public const string Zip = "application/zip";
    public const string Pdf = "application/pdf";
    private const string Json = "application/json";

    public Task<StoredFile> KeepSourceAsync(EFacturaKey key, EFacturaSource source, CancellationToken cancellationToken) =>
        KeepAsync(key, "source.json", CerniqJson.Write(source), Json, cancellationToken);

    public async Task<EFacturaSource> ReadSourceAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        CerniqJson.Read<EFacturaSource>(await ReadAsync(entry.Source, cancellationToken));

    /// <summary>Stores a file, or finds it stored: the bytes that were there first stay.</summary>
    public async Task<StoredFile> KeepAsync(
        EFacturaKey key, string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        var stored = await blobs.PutIfAbsentAsync($"{key.Folder}/{name}", content, contentType, cancellationToken);
        return new StoredFile(stored.Path, stored.Sha256);
    }

    /// <exception cref="InvalidDataException">The file is gone or its bytes are not those that were stored.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var content = await blobs.ReadAsync(file.Path, cancellationToken)
            ?? throw new InvalidDataException($"«{file.Path}» is gone from the archive.");
        return Sha256(content.Content) == file.Sha256
            ? content.Content
            : throw new InvalidDataException($"«{file.Path}» has been changed: its SHA-256 is not {file.Sha256}.");
    }

    /// <summary>A file of a filing by its name, or null.</summary>
    public async Task<BlobContent?> FindAsync(EFacturaKey key, string name, CancellationToken cancellationToken) =>
        await blobs.ReadAsync($"{key.Folder}/{name}", cancellationToken);

    public static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    internal static string Sha256(string text) => Sha256(Encoding.UTF8.GetBytes(text));
}
