namespace Cerniq.EInvoicing.Validation;

/// <summary>One broken rule at one place.</summary>
/// <param name="RuleId">The publisher's id, such as <c>BR-CO-15</c>.</param>
/// <param name="Severity">Its weight in the profile that was used.</param>
/// <param name="Location">The element the rule judged, as an XPath such as <c>/ubl:Invoice[1]/cac:TaxTotal[1]</c>.</param>
/// <param name="MessageRo">What is wrong, in Romanian.</param>
/// <param name="MessageEn">What is wrong, in English.</param>
/// <param name="FixRo">What to change, in Romanian.</param>
/// <param name="FixEn">What to change, in English.</param>
/// <param name="Expected">The value or bound that the rule wants, where it is a matter of values; for sums with their terms.</param>
/// <param name="Found">What stands in the document instead.</param>
public sealed record Violation(
    string RuleId,
    Severity Severity,
    string Location,
    string MessageRo,
    string MessageEn,
    string FixRo,
    string FixEn,
    string? Expected,
    string? Found);
