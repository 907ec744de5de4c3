using System.Globalization;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Rules about how long a text may be and how many decimals an amount may have, with their common words.</summary>
internal static class Lengths
{
    public static RuleText TooLong(string ro, string en, int limit) => new(
        $"{Upper(ro)} are mai mult de {limit} de caractere.",
        $"{Upper(en)} has more than {limit} characters.",
        $"Scurtați textul la cel mult {limit} de caractere.",
        $"Shorten the text to at most {limit} characters.");

    public static RuleText TooManyDecimals(string ro, string en) => new(
        $"{Upper(ro)} are mai mult de două zecimale.",
        $"{Upper(en)} has more than two decimals.",
        "Rotunjiți valoarea la două zecimale și nu lăsați spații după cifre.",
        "Round the amount to two decimals and leave no white space behind the digits.");

    public static Finding Finding(ReadOnlySpan<byte> text, int limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"≤ {limit}"),
        string.Create(CultureInfo.InvariantCulture, $"{XmlText.NormalizedLength(text)}"));

    /// <summary>Every text at the path below the context is at most so long.</summary>
    public static RuleContext NotLonger(this RuleContext context, string id, string path, int limit, string ro, string en)
    {
        var steps = new ElementPath(path);
        return context.Fatal(id, (e, _) => !steps.Any(e, limit, IsLonger), (e, _) => Longest(steps, e, limit), TooLong(ro, en, limit));
    }

    /// <summary>An attribute at the path below the context is at most so long.</summary>
    public static RuleContext NotLonger(this RuleContext context, string id, string path, byte attribute, int limit, string ro, string en)
    {
        var steps = new ElementPath(path);
        return context.Fatal(
            id,
            (e, _) => !steps.Any(e, (attribute, limit), static (x, s) => XmlText.NormalizedLength(x.Attribute(s.attribute)) > s.limit),
            TooLong(ro, en, limit));
    }

    /// <summary>The amount in a child of the context has at most two decimals.</summary>
    public static RuleContext TwoDecimals(this RuleContext context, string id, ushort amount, string ro, string en) => context.Fatal(
        id,
        (e, _) => XmlText.LengthAfterPoint(e.Child(amount).Text) <= 2,
        (e, _) => new Finding(null, e.Child(amount).ToString()),
        TooManyDecimals(ro, en));

    public static string Upper(string text) => string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1));

    private static bool IsLonger(Element element, int limit) =>
        element.Text.Length > limit && XmlText.NormalizedLength(element.Text) > limit;

    private static Finding Longest(ElementPath path, Element from, int limit)
    {
        var found = default(Finding);
        path.Any(from, e =>
        {
            if (found.Found is null && IsLonger(e, limit))
                found = Finding(e.Text, limit);
            return false;
        });
        return found;
    }
}
