using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>One rule: a named test on one element, with its words.</summary>
internal sealed class Rule
{
    private readonly Func<Element, bool>? _alone;
    private readonly Func<Element, Facts, bool>? _withFacts;

    /// <summary>A rule that looks at an element and what is around it.</summary>
    public Rule(string id, Severity severity, RuleText text, Func<Element, bool> holds)
        : this(id, severity, text) => _alone = holds;

    /// <summary>A rule that also asks what is known of the whole document.</summary>
    public Rule(string id, Severity severity, RuleText text, Func<Element, Facts, bool> holds)
        : this(id, severity, text) => _withFacts = holds;

    private Rule(string id, Severity severity, RuleText text) => (Id, Severity, Text) = (id, severity, text);

    public string Id { get; }

    public Severity Severity { get; }

    public RuleText Text { get; }

    /// <summary>The figures, asked for only where the rule is broken.</summary>
    public Func<Element, Facts, Finding>? Explain { get; init; }

    /// <summary>True when the element obeys.</summary>
    public bool Holds(Element element, Facts facts) => _alone is null ? _withFacts!(element, facts) : _alone(element);
}
