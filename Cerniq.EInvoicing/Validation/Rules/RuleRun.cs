using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Runs a book of rules over documents, one after the other. Keeps its working memory; not thread-safe.</summary>
internal sealed class RuleRun
{
    private readonly Facts _facts = new();
    private readonly PathScratch _paths = new();
    private readonly LocationWriter _locations = new();
    private readonly Action<PathRule, Element> _pathBroken;
    private List<Violation>? _found;

    public RuleRun() => _pathBroken = PathBroken;

    public IReadOnlyList<Violation> Run(XmlTree tree, RuleBook book)
    {
        _found = null;
        _locations.Reset();
        _facts.Read(tree);
        foreach (var context in book.Contexts)
            foreach (var name in context.Names)
                Judge(tree, context, name);
        foreach (var context in book.AttributeContexts)
            if (tree.HasAttribute(context.Attribute))
                JudgeAttribute(tree, context);
        book.Paths.Run(tree, _paths, _pathBroken);
        return _found ?? (IReadOnlyList<Violation>)[];
    }

    private void Judge(XmlTree tree, RuleContext context, ushort name)
    {
        if (context.Holder == 0)
        {
            foreach (var element in tree.All(name))
                Judge(element, context.For(element));
            return;
        }
        foreach (var holder in tree.All(context.Holder))
            foreach (var element in holder.Children(name))
                Judge(element, context.For(element));
    }

    private void JudgeAttribute(XmlTree tree, RuleContext context)
    {
        var nodes = tree.Nodes.AsSpan(0, tree.Count);
        for (var i = 1; i < nodes.Length; i++)
            foreach (ref readonly var found in tree.Attributes.AsSpan(nodes[i].FirstAttribute, nodes[i].AttributeCount))
                if (found.Name == context.Attribute)
                    Judge(new Element(tree, i), context.Rules);
    }

    private void Judge(Element element, Rule[] rules)
    {
        foreach (var rule in rules)
            if (!rule.Holds(element, _facts))
                Add(rule, element, rule.Explain?.Invoke(element, _facts) ?? default);
    }

    private void PathBroken(PathRule path, Element at) => Add(path.Rule, at.Root, path.Demand switch
    {
        PathDemand.NotLonger => Lengths.Finding(at.Text, path.Limit),
        PathDemand.AtMost => new Finding($"≤ {path.Limit}", $"{path.Limit + 1}"),
        _ => default,
    });

    private void Add(Rule rule, Element at, Finding finding)
    {
        var text = rule.Text;
        (_found ??= []).Add(new Violation(
            rule.Id, rule.Severity, _locations.Of(at), text.Ro, text.En, text.FixRo, text.FixEn, finding.Expected, finding.Found));
    }
}
