using System.Text;

namespace Cerniq.Functions.Storage;

/// <summary>Builds the paths of files out of segments, so that no segment can climb out of its folder.</summary>
/// <remarks>Letters, digits, <c>- _ .</c> and blanks stay; everything else, and a dot at the beginning, becomes <c>~XXXX</c>.</remarks>
public static class BlobPath
{
    public static string Of(params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder();
        for (var i = 0; i < segments.Length; i++)
        {
            if (i > 0)
            {
                path.Append('/');
            }

            Append(path, segments[i]);
        }

        return path.ToString();
    }

    /// <summary>True for what <see cref="Of"/> may have built: relative, at most 400 characters, no empty, hidden,
    /// climbing or over-long segment.</summary>
    public static bool IsValid(string path) =>
        path.Length is > 0 and <= 400
        && path.Split('/').All(segment => segment.Length is > 0 and <= 200 && segment[0] != '.' && segment.All(IsPlainOrEscape));

    /// <exception cref="ArgumentException">The path is not one that <see cref="Of"/> builds.</exception>
    internal static void Check(string path)
    {
        if (!IsValid(path))
        {
            throw new ArgumentException($"«{path}» is no path of a stored file; build it with {nameof(BlobPath)}.", nameof(path));
        }
    }

    private static void Append(StringBuilder path, string segment)
    {
        if (segment.Length == 0)
        {
            throw new ArgumentException("A path has an empty segment.", nameof(segment));
        }

        for (var i = 0; i < segment.Length; i++)
        {
            var c = segment[i];
            if (IsPlain(c) && !(i == 0 && c == '.'))
            {
                path.Append(c);
            }
            else
            {
                path.Append('~').Append(((int)c).ToString("x4"));
            }
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ' ';

    private static bool IsPlainOrEscape(char c) => IsPlain(c) || c == '~';
}
