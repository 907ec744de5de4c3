using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>All rules of one profile, put together once.</summary>
internal sealed class RuleBook
{
    private static readonly RuleBook?[] Books = new RuleBook?[2];
    private readonly List<RuleContext> _contexts = [];
    private readonly List<RuleContext> _attributeContexts = [];

    private RuleBook(ValidationProfile profile)
    {
        Profile = profile;
        Document = new RuleContext([Ubl.Invoice, Ubl.CreditNote], static e => e.Index == 1);
        _contexts.Add(Document);
    }

    public ValidationProfile Profile { get; }

    public bool IsRo => Profile == ValidationProfile.Ro109;

    /// <summary>The rules about the document as a whole; their place is the root element.</summary>
    public RuleContext Document { get; }

    /// <summary>The rules about paths from the root.</summary>
    public PathRules Paths { get; } = new();

    public RuleContext[] Contexts { get; private set; } = [];

    /// <summary>The rules about every occurrence of an attribute.</summary>
    public IReadOnlyList<RuleContext> AttributeContexts => _attributeContexts;

    /// <summary>Rules that are published but can never be broken.</summary>
    public List<Rule> Unreported { get; } = [];

    public IEnumerable<Rule> Rules =>
        _contexts.Concat(_attributeContexts).SelectMany(c => c.AllRules).Concat(Paths.Rules).Concat(Unreported);

    public static RuleBook For(ValidationProfile profile) => Books[(int)profile] ??= Build(profile);

    /// <summary>Opens a context: elements of a name, wherever they are, that satisfy a condition.</summary>
    public RuleContext Context(ushort name, Func<Element, bool>? where = null) => Context([name], where);

    public RuleContext Context(ushort[] names, Func<Element, bool>? where = null)
    {
        var context = new RuleContext(names, where);
        _contexts.Add(context);
        return context;
    }

    /// <summary>Opens a context: elements of a name that are children of a holder, which saves looking at all others of a common name.</summary>
    public RuleContext Below(ushort holder, ushort name, Func<Element, bool>? where = null)
    {
        var context = new RuleContext([name], where) { Holder = holder };
        _contexts.Add(context);
        return context;
    }

    /// <summary>Opens a context: the elements that carry an attribute, whatever their name.</summary>
    public RuleContext EveryAttribute(byte attribute)
    {
        var context = new RuleContext([], null) { Attribute = attribute };
        _attributeContexts.Add(context);
        return context;
    }

    private static RuleBook Build(ValidationProfile profile)
    {
        var book = new RuleBook(profile);
        RuleIndex.AddAll(book);
        book.Paths.Seal();
        book.Contexts = [.. book._contexts];
        return book;
    }
}
