using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>A path of child steps such as <c>cac:Party/cac:PartyName/cbc:Name</c>; like XPath it follows every branch.</summary>
internal sealed class ElementPath(string path)
{
    private readonly ushort[] _steps = UblNames.IdsOfPath(path);

    public override string ToString() => path;

    public bool In(Element from) => First(from).Exists;

    public Element First(Element from) => LeadsSomewhere(from) ? First(from, 0) : default;

    public int CountIn(Element from) => LeadsSomewhere(from) ? CountIn(from, 0) : 0;

    /// <summary>True when some element the path leads to satisfies the predicate.</summary>
    public bool Any<TState>(Element from, TState state, Func<Element, TState, bool> predicate) =>
        LeadsSomewhere(from) && Any(from, 0, state, predicate);

    public bool Any(Element from, Func<Element, bool> predicate) =>
        LeadsSomewhere(from) && Any(from, 0, predicate, static (e, p) => p(e));

    /// <summary>Most paths lead to things a document does not have at all, which is known without a search.</summary>
    private bool LeadsSomewhere(Element from) => from.Exists && from.Tree.Has(_steps[^1]) && from.Tree.Has(_steps[0]);

    private Element First(Element from, int step)
    {
        foreach (var child in from.Children(_steps[step]))
        {
            var found = step == _steps.Length - 1 ? child : First(child, step + 1);
            if (found.Exists)
                return found;
        }
        return default;
    }

    private int CountIn(Element from, int step)
    {
        if (step == _steps.Length - 1)
            return from.Count(_steps[step]);
        var count = 0;
        foreach (var child in from.Children(_steps[step]))
            count += CountIn(child, step + 1);
        return count;
    }

    private bool Any<TState>(Element from, int step, TState state, Func<Element, TState, bool> predicate)
    {
        foreach (var child in from.Children(_steps[step]))
            if (step == _steps.Length - 1 ? predicate(child, state) : Any(child, step + 1, state, predicate))
                return true;
        return false;
    }
}
