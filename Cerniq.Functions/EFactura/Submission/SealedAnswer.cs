using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Cerniq.Functions.EFactura;

/// <summary>ANAF's ZIP: the document or the errors, and the ministry's signature over its bytes.</summary>
/// <param name="Index">The <c>index_incarcare</c> that names both entries.</param>
/// <param name="Content"><c>{index}.xml</c>.</param>
/// <param name="Signature"><c>semnatura_{index}.xml</c>.</param>
public sealed record SealedAnswer(string Index, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Signature)
{
    private const string Prefix = "semnatura_";
    private const int Largest = 32 * 1024 * 1024;

    /// <summary>Opens a ZIP; its two entries come in either order.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> zip, [NotNullWhen(true)] out SealedAnswer? answer, [NotNullWhen(false)] out string? problem)
    {
        answer = null;
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip.ToArray(), writable: false), ZipArchiveMode.Read);
            var seal = archive.Entries.FirstOrDefault(entry => entry.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
            var content = archive.Entries.FirstOrDefault(entry => entry != seal && entry.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));
            if (seal is null || content is null)
            {
                problem = "The ZIP does not hold a document and its signature.";
                return false;
            }

            answer = new SealedAnswer(Path.GetFileNameWithoutExtension(content.Name), Read(content), Read(seal));
            problem = null;
            return true;
        }
        catch (InvalidDataException damaged)
        {
            problem = $"The ZIP cannot be read: {damaged.Message}";
            return false;
        }
    }

    /// <exception cref="InvalidDataException">The entry is larger than any document of ANAF's.</exception>
    private static ReadOnlyMemory<byte> Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (stream.Read(buffer) is var count and > 0)
        {
            if (bytes.Length + count > Largest)
            {
                throw new InvalidDataException($"«{entry.Name}» is larger than {Largest} bytes.");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }
}
