using System.IO.Compression;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Writes an evidence bundle as a ZIP, a file at a time. The same evidence gives the same bytes.</summary>
internal static class EvidenceWriter
{
    /// <returns>The bundle, and the manifest that was written into it last.</returns>
    public static async Task<(EvidenceManifest Manifest, ReadOnlyMemory<byte> Zip)> WriteAsync(EvidenceCase evidence, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var files = new List<EvidenceFile>();
        EvidenceManifest manifest;
        await using (var zip = await ZipArchive.CreateAsync(bytes, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            foreach (var part in evidence.Parts)
            {
                files.Add(await WriteAsync(zip, evidence.At, part, cancellationToken));
            }

            manifest = Manifest(evidence, files);
            await AddAsync(zip, evidence.At, EvidenceManifest.FileName, CerniqJson.Write(manifest), cancellationToken);
        }

        return (manifest, bytes.ToArray());
    }

    private static EvidenceManifest Manifest(EvidenceCase evidence, List<EvidenceFile> files)
    {
        var missing = evidence.Missing.Concat(files.Where(file => file.Problem is not null).Select(file => $"{file.Name}: {file.Problem}")).ToList();
        return new EvidenceManifest(
            EvidenceManifest.CurrentFormat,
            evidence.Tenant,
            evidence.InvoiceId,
            evidence.Number,
            evidence.Filing?.AnafIds.RemoteId,
            evidence.Filing?.AnafIds.DownloadId,
            missing.Count == 0,
            missing,
            evidence.AuditHead,
            files);
    }

    private static async Task<EvidenceFile> WriteAsync(ZipArchive zip, DateTimeOffset at, EvidencePart part, CancellationToken cancellationToken)
    {
        var (bytes, problem) = await ReadAsync(part, cancellationToken);
        if (bytes is not { } content)
        {
            return new EvidenceFile(part.Name, part.Kind, 0, null, problem);
        }

        await AddAsync(zip, at, part.Name, content, cancellationToken);
        return new EvidenceFile(part.Name, part.Kind, content.Length, EFacturaFiles.Sha256(content), problem);
    }

    /// <summary>A file that is gone or changed is the finding; the rest of the evidence is wanted all the same.</summary>
    private static async Task<(ReadOnlyMemory<byte>? Bytes, string? Problem)> ReadAsync(EvidencePart part, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await part.Read(cancellationToken);
            return bytes is null ? (null, "It is gone from the archive.")
                : part.Sha256 is { } due && EFacturaFiles.Sha256(bytes.Value) != due ? (bytes, $"It was changed in the archive: its SHA-256 was {due}.")
                : (bytes, null);
        }
        catch (InvalidDataException damaged)
        {
            return (null, damaged.Message);
        }
        catch (IOException gone)
        {
            return (null, $"It cannot be read from the archive ({gone.GetType().Name}).");
        }
    }

    private static async Task AddAsync(ZipArchive zip, DateTimeOffset at, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = new DateTimeOffset(at.UtcDateTime, TimeSpan.Zero);
        await using var stream = await entry.OpenAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }
}
