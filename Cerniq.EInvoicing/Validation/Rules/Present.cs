using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>"It must be there" in the two readings of the profiles, with common words.</summary>
internal static class Present
{
    public static RuleText Missing(string ro, string en, string place) => Missing(ro, en, place, place);

    public static RuleText Missing(string ro, string en, string place, string placeEn) => new(
        $"Lipsește {ro}.",
        $"{Lengths.Upper(en)} is missing.",
        $"Completați {place}.",
        $"Fill in {placeEn}.");

    /// <summary>ANAF's edition is content with white space; the current one is not.</summary>
    public static Func<Element, bool> NotBlank(RuleBook book, string path)
    {
        var steps = new ElementPath(path);
        return book.IsRo
            ? e => steps.Any(e, static x => x.Text.Length > 0)
            : e => !XmlCharacters.IsBlank(steps.First(e).Text);
    }

    public static Func<Element, bool> At(string path)
    {
        var steps = new ElementPath(path);
        return steps.In;
    }
}
