using System.Net;
using System.Text.RegularExpressions;

namespace Cerniq.Functions.Services;

/// <summary>A service's own message, made fit for faults and the trail: one line, short, without secrets or personal data.</summary>
internal static partial class Words
{
    private const int Limit = 400;

    // A page or an error tree may be megabytes long; only its beginning is looked at.
    private const int Looked = 4096;

    public static string Of(string? said)
    {
        if (string.IsNullOrWhiteSpace(said))
        {
            return "";
        }

        var text = said.Length > Looked ? said[..Looked] : said;
        text = text.Contains('<', StringComparison.Ordinal) ? WebUtility.HtmlDecode(Tags().Replace(text, " ")) : text;
        text = Bearer().Replace(Named().Replace(text, "${name}=…"), "…");
        text = PersonalNumber().Replace(Email().Replace(text, "…@…"), "…");
        text = Blanks().Replace(text, " ").Trim();
        return text.Length > Limit ? text[..(Limit - 1)] + "…" : text;
    }

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\b(?<name>it|token|access_token|refresh_token|client_secret|client_assertion|secret|code|hash|password)=[^&\s""'<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    /// <summary>JWTs, Revolut's tokens and signing secrets, Oblio's 40 hexadecimal digits.</summary>
    [GeneratedRegex(@"\beyJ[\w-]+\.[\w.-]+|\boa_(?:prod|sand)_\S+|\bwsk_\w+|\b[0-9a-f]{40}\b")]
    private static partial Regex Bearer();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.-]+")]
    private static partial Regex Email();

    /// <summary>A CNP.</summary>
    [GeneratedRegex(@"(?<!\d)[1-9]\d{12}(?!\d)")]
    private static partial Regex PersonalNumber();
}
