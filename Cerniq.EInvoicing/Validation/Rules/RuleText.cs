namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>What a broken rule says to a person: what is wrong and what to change, in Romanian and in English.</summary>
internal sealed record RuleText(string Ro, string En, string FixRo, string FixEn);

/// <summary>The figures behind a violation.</summary>
internal readonly record struct Finding(string? Expected, string? Found);
