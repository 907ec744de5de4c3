using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Documents;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>A file as it arrived, with the number of pages it makes.</summary>
internal sealed record EconomicUpload(byte[] Bytes, string MediaType, int Pages);

/// <summary>The attachment of a voucher: always one PDF, however many files were added.</summary>
internal sealed class EconomicAttachments(SandboxStore store, TimeProvider time)
{
    private const long Largest = 9_000_000;

    /// <summary>Reads the file part.</summary>
    /// <exception cref="EconomicRefusal">It is missing, too large, or not a PDF or picture.</exception>
    public static async Task<EconomicUpload> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            throw new EconomicRefusal(415, "E00415", "The content type must be multipart/form-data.");
        }

        var form = await request.ReadFormAsync();
        if (form.Files.Count != 1)
        {
            throw new EconomicRefusal(400, "E04300", "Exactly one file must be attached.");
        }

        var file = form.Files[0];
        if (file.Length > Largest)
        {
            throw new EconomicRefusal(400, "E04300", "The file must not be larger than 9.0 MB.");
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return Examine(bytes.ToArray(), file.FileName);
    }

    /// <summary>Attaches the first file, or adds pages to what is there.</summary>
    public EconomicReply Attach(StoreSession session, EconomicCall call, int journal, string name, EconomicUpload upload, bool append)
    {
        var voucher = EconomicJournals.Find(session, call.Agreement, journal, name);
        if (voucher.Files.Count > 0 && !append)
        {
            throw new EconomicRefusal(400, "E04300", "Voucher already has attachment. Use PATCH to add pages to it.");
        }

        var file = new EconomicFile($"economic/{EconomicVoucher.Kept.Id(voucher)}/{session.Next("economic.file")}", upload.MediaType, upload.Pages, upload.Bytes.Length);
        session.PutBlob(file.Blob, upload.Bytes);
        var kept = session.Put(EconomicVoucher.Kept, voucher with { Files = [.. voucher.Files, file], AttachedAt = voucher.AttachedAt ?? time.GetUtcNow() });
        return new EconomicReply(201, Wire(kept, call.Origin));
    }

    public EconomicReply Get(EconomicCall call, int journal, string name) =>
        EconomicReply.Ok(Wire(store.Read(session => EconomicJournals.Find(session, call.Agreement, journal, name)), call.Origin));

    public static EconomicReply Remove(StoreSession session, EconomicCall call, int journal, string name)
    {
        var voucher = EconomicJournals.Find(session, call.Agreement, journal, name);
        foreach (var file in voucher.Files)
        {
            session.DeleteBlob(file.Blob);
        }

        session.Put(EconomicVoucher.Kept, voucher with { Files = [], AttachedAt = null });
        return new EconomicReply(204, null);
    }

    /// <summary>The one PDF that was attached; of several files, or of pictures, a PDF with a page for each page that says which it is.</summary>
    /// <exception cref="EconomicRefusal">404: nothing is attached.</exception>
    public byte[] File(EconomicCall call, int journal, string name)
    {
        var files = store.Read(session => EconomicJournals.Find(session, call.Agreement, journal, name).Files
            .Select(file => (File: file, Bytes: session.Blob(file.Blob) ?? throw new InvalidDataException($"The file {file.Blob} is gone."))).ToList());
        return files.Count switch
        {
            0 => throw new EconomicRefusal(404, "E00010", "The voucher has no attachment."),
            1 when files[0].File.MediaType == "application/pdf" => files[0].Bytes,
            _ => Contents(files),
        };
    }

    private static JsonObject Wire(EconomicVoucher voucher, string origin) => new()
    {
        ["createdAt"] = $"{voucher.AttachedAt ?? voucher.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}",
        ["description"] = "Attachment",
        ["file"] = $"{voucher.UrlOf(origin)}/attachment/file",
        ["pages"] = voucher.Files.Sum(static file => file.Pages),
        ["self"] = $"{voucher.UrlOf(origin)}/attachment",
    };

    private static EconomicUpload Examine(byte[] bytes, string fileName)
    {
        var media = bytes.AsSpan() switch
        {
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "application/pdf",
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            _ => throw new EconomicRefusal(400, "E04300", $"The file {fileName} is not a .jpg, .jpeg, .pdf or .png file."),
        };
        return new EconomicUpload(bytes, media, media == "application/pdf" ? CountPages(bytes, fileName) : 1);
    }

    private static int CountPages(byte[] bytes, string fileName) =>
        PdfPages.Count(bytes) is > 0 and var pages ? pages : throw new EconomicRefusal(400, "E04300", $"The file {fileName} could not be read as PDF.");

    private static byte[] Contents(List<(EconomicFile File, byte[] Bytes)> files) => PdfText.WritePages(files.SelectMany(static (part, i) =>
        Enumerable.Range(1, part.File.Pages).Select(page => new[]
        {
            $"File {i + 1}, page {page} of {part.File.Pages}",
            $"{part.File.MediaType}, {part.File.Size} bytes",
            $"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(part.Bytes))}",
        })));
}
