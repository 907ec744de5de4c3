using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cerniq.EInvoicing.Evidence;

/// <summary>One line of a tamper-evident log. Its hash covers its number, the hash of the line before and the entry's bytes,
/// so that no line can be changed, taken out or moved without breaking those after it.</summary>
/// <remarks>Written as <c>{"sequence":1,"previous":"…","hash":"…","entry":{…}}</c>, exactly so: not a blank more.</remarks>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Previous">Hash of the line before; of <see cref="ChainHead.Before"/> in the first.</param>
/// <param name="Hash">Lower-case hexadecimal SHA-256.</param>
/// <param name="Entry">A JSON object in UTF-8, as it was logged.</param>
public sealed record ChainLine(long Sequence, string Previous, string Hash, ReadOnlyMemory<byte> Entry)
{
    private const int HashLength = 64;

    /// <summary>The line that follows a head.</summary>
    /// <param name="head">Where the log ends so far.</param>
    /// <param name="entry">A JSON object in UTF-8, without line breaks.</param>
    public static ChainLine After(ChainHead head, ReadOnlyMemory<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(head);
        var sequence = head.Sequence + 1;
        return new ChainLine(sequence, head.Hash, HashOf(sequence, head.Hash, entry.Span), entry);
    }

    /// <summary>The head once this line is the last.</summary>
    public ChainHead Head => new(Sequence, Hash);

    /// <summary>True when the hash is that of the content: nothing within this line was changed.</summary>
    public bool Holds => string.Equals(Hash, HashOf(Sequence, Previous, Entry.Span), StringComparison.Ordinal);

    /// <summary>The line in UTF-8, without line break.</summary>
    public byte[] Write() =>
        [.. Encoding.ASCII.GetBytes($$"""{"sequence":{{Sequence}},"previous":"{{Previous}}","hash":"{{Hash}}","entry":"""), .. Entry.Span, (byte)'}'];

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>Null when the bytes are not, to the last of them, a line.</returns>
    public static ChainLine? TryRead(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement) is { } read && line.Span.SequenceEqual(read.Write()) ? read : null;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException) // The latter: text that is no Unicode.
        {
            return null;
        }
    }

    private static ChainLine? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("sequence", out var sequence) || sequence.ValueKind != JsonValueKind.Number || !sequence.TryGetInt64(out var number)
            || HashAt(root, "previous") is not { } previous || HashAt(root, "hash") is not { } hash
            || !root.TryGetProperty("entry", out var entry) || entry.ValueKind != JsonValueKind.Object)
            return null;
        return new ChainLine(number, previous, hash, JsonMarshal.GetRawUtf8Value(entry).ToArray());
    }

    private static string? HashAt(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: HashLength } text && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f')
            ? text
            : null;

    private static string HashOf(long sequence, string previous, ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{sequence}\n{previous}\n"));
        hash.AppendData(entry);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
