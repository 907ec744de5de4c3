namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>"At most once", with common words.</summary>
internal static class Repeated
{
    public static RuleText Text(string ro, string en) => new(
        $"{Lengths.Upper(ro)} apare de mai multe ori; este permisă o singură apariție.",
        $"{Lengths.Upper(en)} occurs more than once; one occurrence is allowed.",
        "Păstrați o singură apariție.",
        "Keep one occurrence.");
}
