using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>The elements a group of rules is about, and the rules.</summary>
internal sealed class RuleContext(ushort[] names, Func<Element, bool>? where)
{
    private Rule[] _rules = [];
    private Func<Element, int>? _caseOf;
    private RuleContext[] _cases = [];

    public ushort[] Names => names;

    /// <summary>When set, only children of elements of this name are meant; they are found from there.</summary>
    public ushort Holder { get; init; }

    /// <summary>When set, every element that has this attribute is meant, whatever its name.</summary>
    public byte Attribute { get; init; }

    public Rule[] Rules => _rules;

    public IEnumerable<Rule> AllRules => _cases.SelectMany(c => c.AllRules).Concat(_rules);

    /// <summary>The rules for one element, or none if the context does not apply to it.</summary>
    public Rule[] For(Element element)
    {
        if (where is not null && !where(element))
            return [];
        if (_caseOf is null)
            return _rules;
        var index = _caseOf(element);
        return index < 0 ? [] : _cases[index]._rules;
    }

    /// <summary>Splits the context into cases, each with rules of its own; a negative case has none.</summary>
    public RuleContext[] Cases(int count, Func<Element, int> caseOf)
    {
        _caseOf = caseOf;
        _cases = new RuleContext[count];
        for (var i = 0; i < count; i++)
            _cases[i] = new RuleContext(names, null);
        return _cases;
    }

    public RuleContext Add(Rule rule)
    {
        _rules = [.. _rules, rule];
        return this;
    }

    public RuleContext Fatal(string id, Func<Element, bool> holds, RuleText text) => Add(new Rule(id, Severity.Fatal, text, holds));

    public RuleContext Fatal(string id, Func<Element, Facts, bool> holds, RuleText text) => Add(new Rule(id, Severity.Fatal, text, holds));

    public RuleContext Fatal(string id, Func<Element, Facts, bool> holds, Func<Element, Facts, Finding> explain, RuleText text) =>
        Add(new Rule(id, Severity.Fatal, text, holds) { Explain = explain });

    public RuleContext Warning(string id, Func<Element, bool> holds, RuleText text) => Add(new Rule(id, Severity.Warning, text, holds));
}
