using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Cerniq.Functions.Mail;

/// <summary>The letters' texts, in Romanian and English: files in <c>Templates/</c>, whose first line is the subject.</summary>
internal static partial class MailTemplates
{
    /// <summary>For alerts that have no text of their own.</summary>
    public const string General = "alert";

    public static IReadOnlyList<string> Languages { get; } = ["ro", "en"];

    private static readonly ConcurrentDictionary<string, string?> Texts = new(StringComparer.Ordinal);

    /// <summary>The template of an alert's kind.</summary>
    public static string KeyOf(string alertKind) => alertKind switch
    {
        "efactura_filing" => "efactura_submission_failure",
        _ => Text(alertKind, Languages[0]) is null ? General : alertKind,
    };

    /// <summary>Fills a template in.</summary>
    /// <param name="facts">By the names that stand in braces; one that is not given becomes a dash.</param>
    public static (string Subject, string Body) Render(string key, string language, IReadOnlyDictionary<string, string> facts)
    {
        var text = Text(key, language) ?? throw new ArgumentException($"There is no template «{key}» in «{language}».", nameof(key));
        var filled = Fill(text, facts);
        var (subject, body) = (filled[..filled.IndexOf('\n')], filled[(filled.IndexOf('\n') + 1)..]);
        return (subject.Trim(), body.Trim() + "\n");
    }

    /// <summary>The text with its facts in the places of their names.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> facts) =>
        Placeholder().Replace(text, match => facts.GetValueOrDefault(match.Groups[1].Value, "–"));

    internal static string? Text(string key, string language) => Texts.GetOrAdd($"{key}.{language}.txt", file =>
    {
        using var stream = typeof(MailTemplates).Assembly.GetManifestResourceStream($"mail/{file}");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    });

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    internal static partial Regex Placeholder();
}
