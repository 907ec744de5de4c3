using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>One rule: a named test on one element, with its words.</summary>
internal sealed class Rule(string id, Severity severity, RuleText text, Func<Element, Facts, bool> holds)
{
    public string Id => id;

    public Severity Severity => severity;

    public RuleText Text => text;

    /// <summary>True when the element obeys.</summary>
    public Func<Element, Facts, bool> Holds => holds;

    /// <summary>The figures, asked for only where the rule is broken.</summary>
    public Func<Element, Facts, Finding>? Explain { get; init; }
}
