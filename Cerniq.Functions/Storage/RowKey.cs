using System.Buffers;
using System.Text;

namespace Cerniq.Functions.Storage;

/// <summary>Builds partition and row keys out of parts, so that no part can reach into its neighbour.</summary>
/// <remarks>Parts are joined by <c>|</c>. Within a part <c>|</c>, <c>~</c>, what Azure Tables forbids (<c>/ \ # ?</c>, control
/// characters) and everything outside ASCII become <c>~XXXX</c>.</remarks>
public static class RowKey
{
    /// <summary>What stands in a part as it is.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ').Select(c => (char)c).Except("|/\\#?")]);

    /// <summary>Joins parts into one key.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (part.AsSpan().ContainsAnyExcept(Plain))
            {
                return Escape(parts);
            }
        }

        return string.Join('|', parts);
    }

    private static string Escape(ReadOnlySpan<string> parts)
    {
        var key = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                key.Append('|');
            }

            Append(key, parts[i]);
        }

        return key.ToString();
    }

    /// <summary>The beginning that all keys with these first parts share.</summary>
    public static string Prefix(params ReadOnlySpan<string> parts) => Of(parts) + '|';

    /// <summary>An instant as a key part that sorts oldest first.</summary>
    public static string Ascending(DateTimeOffset at) => at.UtcTicks.ToString("D19");

    /// <summary>An instant as a key part that sorts newest first.</summary>
    public static string Descending(DateTimeOffset at) => (DateTime.MaxValue.Ticks - at.UtcTicks).ToString("D19");

    /// <summary>The rows <c>list|newest first|…</c> of a stretch of time.</summary>
    /// <param name="list">The key's first parts, joined.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public static TableRange NewestFirst(string list, DateTimeOffset from, DateTimeOffset to, int limit, string? continuation) =>
        new($"{list}|{Descending(to.AddTicks(-1))}", $"{list}|{Descending(from)}{(char)('|' + 1)}", limit, continuation);

    /// <summary>A number as a key part that sorts by size.</summary>
    public static string Number(long value) => value.ToString("D19");

    private static void Append(StringBuilder key, string part)
    {
        foreach (var c in part)
        {
            if (Plain.Contains(c))
            {
                key.Append(c);
            }
            else
            {
                key.Append('~').Append(((int)c).ToString("x4"));
            }
        }
    }
}
