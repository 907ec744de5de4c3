using System.Globalization;
using System.Text.RegularExpressions;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF has no error codes: what its messages mean stands in their wording, misspellings included.</summary>
public static partial class AnafWords
{
    /// <summary>What kind of fault a message tells of.</summary>
    public static FaultKind KindOf(string message) => message switch
    {
        _ when Begins(message, "S-au facut deja") || Begins(message, "S-au incarcat deja") => FaultKind.RateLimit,
        _ when Begins(message, "A aparut o eroare tehnica") => FaultKind.ServerError,
        _ when Begins(message, "Nu aveti drept") || Begins(message, "Nu exista niciun CIF") => FaultKind.Authentication,
        _ when Begins(message, "Nu exista factura") || Begins(message, "Pentru id=") => FaultKind.NotFound,
        _ when message.Contains("a trecut perioada de 60 de zile", StringComparison.OrdinalIgnoreCase) => FaultKind.NotFound,
        _ when DuplicateOf(message) is not null => FaultKind.Duplicate,
        _ => FaultKind.Validation,
    };

    /// <summary>True for the error that means an empty list.</summary>
    public static bool SaysNoMessages(string message) => Begins(message, "Nu exista mesaje");

    /// <summary>True when a page beyond the last was asked for. ANAF writes <c>toatal</c>.</summary>
    public static bool SaysNoSuchPage(string message) => Begins(message, "Pagina solicitata") && message.Contains("mai mare", StringComparison.Ordinal);

    /// <summary>True when there are more messages than the list without pages gives.</summary>
    public static bool SaysTooMany(string message) => Begins(message, "Lista de mesaje este mai mare");

    /// <summary>True when ANAF's clock is behind ours.</summary>
    public static bool SaysInFuture(string message) => message.Contains("in viitor fata de momentul requestului", StringComparison.Ordinal);

    /// <summary>ANAF's own time as quoted in that message; older answers do not quote it.</summary>
    public static DateTimeOffset? ClockIn(string message) => AnafTime.FromSpoken(Clock().Match(message).Groups["at"].Value);

    /// <summary>The earlier upload that a message about a duplicate names, or null when it is about something else.</summary>
    public static EarlierUpload? DuplicateOf(string message)
    {
        var found = Duplicate().Match(message);
        return found.Success
            ? new EarlierUpload(
                found.Groups["index"].Value,
                DateOnly.TryParseExact(found.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null)
            : null;
    }

    private static bool Begins(string message, string words) =>
        message.AsSpan().TrimStart().StartsWith(words, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"momentul requestului = (?<at>\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2})")]
    private static partial Regex Clock();

    [GeneratedRegex(@"a mai fost transmisa anterior cu index\s*=\s*(?<index>\d+)(\s+si data incarcare\s*=\s*(?<date>\d{4}-\d{2}-\d{2}))?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Duplicate();
}

/// <summary>The first upload of an invoice that was filed again.</summary>
public sealed record EarlierUpload(string Index, DateOnly? UploadedOn);
