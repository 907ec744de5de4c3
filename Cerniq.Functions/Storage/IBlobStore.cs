namespace Cerniq.Functions.Storage;

/// <summary>Files that are written once and never changed: PDFs, XML, ZIPs, evidence.</summary>
/// <remarks>Paths as in the source documents: <c>tenants/{tenant}/invoices/{negotiation}/{series}-{number}.pdf</c>.</remarks>
public interface IBlobStore
{
    /// <summary>Writes a file unless one is there.</summary>
    /// <returns>What is there now, and whether this call wrote it. A file that was there keeps its bytes.</returns>
    Task<StoredBlob> PutIfAbsentAsync(
        string path, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken);

    /// <summary>Reads a file, or null when there is none.</summary>
    Task<BlobContent?> ReadAsync(string path, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string path, CancellationToken cancellationToken);

    /// <summary>A link that lets its bearer read this one file until it expires.</summary>
    Uri SignedReadUrl(string path, TimeSpan validFor);
}

/// <param name="Sha256">Lower-case hexadecimal, of the bytes that are stored.</param>
/// <param name="Created">False when the file was already there.</param>
public sealed record StoredBlob(string Path, string Sha256, long Length, bool Created);

public sealed record BlobContent(string Path, ReadOnlyMemory<byte> Content, string ContentType, string Sha256);
