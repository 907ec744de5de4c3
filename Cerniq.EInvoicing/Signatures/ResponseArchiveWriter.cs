using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// Writes answers the way ANAF's server does: deflated entries with data descriptors behind them, names marked as UTF-8,
/// version 2.0, no extra fields. Readers that expect a tidy archive meet here what they will meet in production.
/// </summary>
public static class ResponseArchiveWriter
{
    private const ushort Version = 20, Flags = 0x0808, Deflated = 8;

    /// <summary>Packs a content and its signature.</summary>
    /// <param name="uploadIndex">The upload index, digits only.</param>
    /// <param name="content">The invoice or the file of errors.</param>
    /// <param name="signature">The signature file over exactly these bytes.</param>
    /// <param name="at">The time the entries are stamped with.</param>
    public static byte[] Write(string uploadIndex, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, DateTimeOffset at)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploadIndex);
        using var stream = new MemoryStream();
        Entry[] entries = [Add(stream, $"{uploadIndex}.xml", content, at), Add(stream, $"semnatura_{uploadIndex}.xml", signature, at)];
        var directory = stream.Position;
        foreach (var entry in entries)
            Directory(stream, entry);
        End(stream, entries.Length, directory);
        return stream.ToArray();
    }

    private static Entry Add(MemoryStream stream, string name, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        var packed = Deflate(bytes);
        var entry = new Entry(Encoding.UTF8.GetBytes(name), DosTime(at), Crc32.Of(bytes), packed.Length, bytes.Length, (int)stream.Position);
        Numbers(stream, [(0x04034B50, 4), (Version, 2), (Flags, 2), (Deflated, 2), (entry.Time, 4), (0, 4), (0, 4), (0, 4), (entry.Name.Length, 2), (0, 2)]);
        stream.Write(entry.Name);
        stream.Write(packed);
        Numbers(stream, [(0x08074B50, 4), (entry.Crc, 4), (entry.Packed, 4), (entry.Length, 4)]);
        return entry;
    }

    private static void Directory(MemoryStream stream, Entry entry)
    {
        Numbers(stream,
        [
            (0x02014B50, 4), (Version, 2), (Version, 2), (Flags, 2), (Deflated, 2), (entry.Time, 4), (entry.Crc, 4), (entry.Packed, 4), (entry.Length, 4),
            (entry.Name.Length, 2), (0, 2), (0, 2), (0, 2), (0, 2), (0, 4), (entry.Offset, 4),
        ]);
        stream.Write(entry.Name);
    }

    private static void End(MemoryStream stream, int count, long directory) => Numbers(stream,
        [(0x06054B50, 4), (0, 2), (0, 2), (count, 2), (count, 2), (stream.Position - directory, 4), (directory, 4), (0, 2)]);

    private static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(bytes);
        return packed.ToArray();
    }

    private static uint DosTime(DateTimeOffset at)
    {
        var date = ((Math.Max(at.Year, 1980) - 1980) << 9) | (at.Month << 5) | at.Day;
        var time = (at.Hour << 11) | (at.Minute << 5) | (at.Second / 2);
        return ((uint)date << 16) | (uint)time;
    }

    private static void Numbers(MemoryStream stream, ReadOnlySpan<(long Value, int Size)> fields)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var (value, size) in fields)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            stream.Write(bytes[..size]);
        }
    }

    private sealed record Entry(byte[] Name, uint Time, uint Crc, int Packed, int Length, int Offset);
}
