using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>Why a downloaded archive was refused.</summary>
public enum ArchiveProblem
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The bytes are not a ZIP archive, or a damaged one.</summary>
    NotAnArchive,

    /// <summary>The archive, or what it unpacks to, is larger than any real answer, or packed absurdly tight.</summary>
    TooLarge,

    /// <summary>There are not exactly two entries.</summary>
    WrongNumberOfEntries,

    /// <summary>An entry is not called <c>{index}.xml</c> or <c>semnatura_{index}.xml</c>; paths are refused too.</summary>
    UnexpectedEntry,

    /// <summary>The two entries do not name the same upload.</summary>
    IndexMismatch,

    /// <summary>An entry's bytes do not have the checksum that the archive states.</summary>
    Corrupt,
}

/// <summary>
/// ANAF's answer to a download: a ZIP of two entries, the content (the invoice itself, or the file of its errors) and the
/// ministry's signature over it. The number in both names is the index of the upload.
/// </summary>
/// <param name="UploadIndex">The upload index, as digits.</param>
/// <param name="Content">The exact bytes of <c>{index}.xml</c>.</param>
/// <param name="Signature">The exact bytes of <c>semnatura_{index}.xml</c>.</param>
public sealed partial record ResponseArchive(string UploadIndex, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Largest archive that is opened, and largest entry that is unpacked: ANAF takes invoices of 5 MB.</summary>
    public const int LargestBytes = 16 * 1024 * 1024;

    /// <summary>Real invoices shrink to a tenth; an entry over a megabyte that shrinks more than this is taken for an attack.</summary>
    private const int LargestRatio = 200;
    private const int RatioMatters = 1024 * 1024;

    /// <summary>Opens an archive. Never throws on any bytes.</summary>
    /// <param name="zip">The bytes as downloaded.</param>
    /// <param name="archive">The two entries, when the result is <see cref="ArchiveProblem.None"/>.</param>
    public static ArchiveProblem TryRead(ReadOnlyMemory<byte> zip, out ResponseArchive? archive)
    {
        archive = null;
        if (zip.Length > LargestBytes)
            return ArchiveProblem.TooLarge;
        try
        {
            using var file = new ZipArchive(new MemoryStream(zip.ToArray(), writable: false), ZipArchiveMode.Read);
            return Read(file, out archive);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            // What the ZIP reader throws at damaged or exotic archives; all of it means the same to the caller.
            return ArchiveProblem.NotAnArchive;
        }
    }

    private static ArchiveProblem Read(ZipArchive file, out ResponseArchive? archive)
    {
        archive = null;
        if (file.Entries.Count != 2)
            return ArchiveProblem.WrongNumberOfEntries;
        var names = file.Entries.Select(e => EntryName().Match(e.FullName)).ToArray();
        if (names.Any(n => !n.Success) || names[0].Groups["signature"].Success == names[1].Groups["signature"].Success)
            return ArchiveProblem.UnexpectedEntry;
        if (names[0].Groups["index"].Value != names[1].Groups["index"].Value)
            return ArchiveProblem.IndexMismatch;
        var contentAt = names[0].Groups["signature"].Success ? 1 : 0;
        var problem = Unpack(file.Entries[contentAt], out var content);
        if (problem != ArchiveProblem.None)
            return problem;
        problem = Unpack(file.Entries[1 - contentAt], out var signature);
        if (problem == ArchiveProblem.None)
            archive = new ResponseArchive(names[0].Groups["index"].Value, content, signature);
        return problem;
    }

    /// <summary>Counts the bytes as they come: what the archive says of its sizes is not trusted.</summary>
    private static ArchiveProblem Unpack(ZipArchiveEntry entry, out byte[] bytes)
    {
        bytes = [];
        using var from = entry.Open();
        using var to = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            to.Write(buffer, 0, read);
            if (to.Length > LargestBytes || (to.Length > RatioMatters && to.Length / Math.Max(1, entry.CompressedLength) > LargestRatio))
                return ArchiveProblem.TooLarge;
        }
        bytes = to.ToArray();
        return Crc32.Of(bytes) == entry.Crc32 ? ArchiveProblem.None : ArchiveProblem.Corrupt;
    }

    [GeneratedRegex("^(?<signature>semnatura_)?(?<index>[0-9]{1,20})\\.xml\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EntryName();
}
