using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Paths;

/// <summary>
/// Rules about what lies at a path from the root: it must be absent, occur a number of times at most, or be short enough.
/// All paths together form one automaton, so that a single walk over the document settles every one of them.
/// </summary>
internal sealed class PathRules
{
    private const int Root = 1;
    private readonly List<PathStep> _steps = [];
    private readonly List<List<PathStep>> _following = [[], []];
    private readonly List<List<PathRule>> _at = [[], []];
    private readonly List<PathRule> _rules = [];
    private PathRule[][] _actions = [];
    private PathTable _table = new([]);

    public IEnumerable<Rule> Rules => _rules.Select(r => r.Rule);

    public int Count => _rules.Count;

    /// <summary>Adds a rule for a path such as <c>cac:Delivery/cbc:ID/@schemeID</c>; <c>line</c> stands for a line of either document.</summary>
    public void Add(string path, PathDemand demand, int limit, Rule rule)
    {
        var attribute = AttributeNames.Other;
        var cut = path.IndexOf("/@", StringComparison.Ordinal);
        if (cut >= 0)
            (attribute, path) = (AttributeNames.Id(path[(cut + 2)..]), path[..cut]);
        var entry = new PathRule(_rules.Count, demand, limit, attribute, rule);
        _rules.Add(entry);
        if (path.StartsWith("line/", StringComparison.Ordinal))
        {
            StateAt("cac:InvoiceLine" + path[4..]).Add(entry);
            StateAt("cac:CreditNoteLine" + path[4..]).Add(entry);
        }
        else
        {
            StateAt(path).Add(entry);
        }
    }

    public void Seal()
    {
        _actions = [.. _at.Select(a => a.ToArray())];
        _table = new PathTable(_steps);
    }

    /// <summary>Walks the document; calls back for every rule that is broken, in the order in which that shows.</summary>
    public void Run(XmlTree tree, PathScratch scratch, Action<PathRule, Element> broken)
    {
        scratch.Reset(_rules.Count);
        var nodes = tree.Nodes;
        nodes[1].PathState = Root;
        for (var i = 2; i < tree.Count; i++)
        {
            ref var node = ref nodes[i];
            var above = nodes[node.Parent].PathState;
            var state = above == 0 ? (ushort)0 : _table.Next(above, node.Name);
            node.PathState = state;
            foreach (var rule in _actions[state])
                if (scratch.Breaks(rule, new Element(tree, i)))
                    broken(rule, new Element(tree, i));
        }
    }

    private List<PathRule> StateAt(string path)
    {
        var state = Root;
        foreach (var name in UblNames.IdsOfPath(path))
            state = Next(state, name);
        return _at[state];
    }

    private int Next(int state, ushort name)
    {
        foreach (var known in _following[state])
            if (known.Name == name)
                return known.To;
        var step = new PathStep(state, name, _at.Count);
        _at.Add([]);
        _following.Add([]);
        _following[state].Add(step);
        _steps.Add(step);
        return step.To;
    }
}

/// <summary>A transition of the automaton: from a state, by the name of an element, to the next state.</summary>
internal sealed record PathStep(int From, ushort Name, int To);

/// <summary>What a path rule demands of the elements (or attributes) at its path.</summary>
internal enum PathDemand
{
    /// <summary>There is none.</summary>
    Absent,

    /// <summary>There are at most as many as the limit.</summary>
    AtMost,

    /// <summary>Each is at most as long as the limit, its white space normalised.</summary>
    NotLonger,
}

/// <summary>A rule about a path; an attribute other than 0 makes it a rule about that attribute of the elements there.</summary>
internal sealed record PathRule(int Index, PathDemand Demand, int Limit, byte Attribute, Rule Rule);
