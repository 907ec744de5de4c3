using Cerniq.EInvoicing.Validation.Rules;

namespace Cerniq.EInvoicing.Validation;

/// <summary>One rule of the catalogue.</summary>
/// <param name="Id">The publisher's id.</param>
/// <param name="SeverityInRo109">Its weight for ANAF; null where ANAF's edition does not have it.</param>
/// <param name="SeverityInEn1316">Its weight in the current EN 16931; null where that does not have it.</param>
/// <param name="MessageRo">What is wrong when it is broken, in Romanian.</param>
/// <param name="MessageEn">What is wrong when it is broken, in English.</param>
/// <param name="FixRo">What to change, in Romanian.</param>
/// <param name="FixEn">What to change, in English.</param>
public sealed record RuleDescription(
    string Id, Severity? SeverityInRo109, Severity? SeverityInEn1316, string MessageRo, string MessageEn, string FixRo, string FixEn);

/// <summary>Every rule the validator knows, each id once. Immutable; safe to read from several threads.</summary>
public static class RuleCatalogue
{
    private static readonly Lazy<IReadOnlyList<RuleDescription>> Everything = new(Describe);

    /// <summary>All rules of both profiles, ordered by id.</summary>
    public static IReadOnlyList<RuleDescription> All => Everything.Value;

    private static RuleDescription[] Describe()
    {
        var ro = ByIdOf(ValidationProfile.Ro109);
        var en = ByIdOf(ValidationProfile.En1316);
        return [.. ro.Keys.Union(en.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id =>
        {
            var (inRo, inEn) = (ro.GetValueOrDefault(id), en.GetValueOrDefault(id));
            var text = (inRo ?? inEn)!.Text;
            return new RuleDescription(id, inRo?.Severity, inEn?.Severity, text.Ro, text.En, text.FixRo, text.FixEn);
        })];
    }

    private static Dictionary<string, Rule> ByIdOf(ValidationProfile profile) =>
        RuleBook.For(profile).Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
}
