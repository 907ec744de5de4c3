using System.Text;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>The namespaces of UBL.</summary>
internal enum UblSpace
{
    /// <summary>Anything not UBL.</summary>
    Other,

    /// <summary>Invoice-2 or CreditNote-2: only the root.</summary>
    Document,

    /// <summary>cbc.</summary>
    Basic,

    /// <summary>cac.</summary>
    Aggregate,

    /// <summary>ext.</summary>
    Extension,
}

/// <summary>An element that remembers whether it was read, so that what the model does not know can be named.</summary>
internal sealed class UblElement(UblSpace space, string local, int line, UblElement? parent)
{
    private const int MaxNamed = 100;
    private List<UblElement>? _children;
    private List<(string Name, string Value)>? _attributes;
    private string _content = string.Empty;
    private StringBuilder? _pieces;
    private bool _read;

    public UblSpace Space { get; } = space;

    public string Local { get; } = local;

    public int Line { get; } = line;

    public UblElement? Parent { get; } = parent;

    /// <summary>All text directly inside. Pieces split by comments or CDATA are joined once, so that many of them stay cheap.</summary>
    public string Content => _pieces is null ? _content : _pieces.ToString();

    /// <summary>The name as usually written: <c>cbc:ID</c>.</summary>
    public string Name => Space switch
    {
        UblSpace.Basic => "cbc:" + Local,
        UblSpace.Aggregate => "cac:" + Local,
        UblSpace.Extension => "ext:" + Local,
        _ => Local,
    };

    /// <summary>The path from the root, counting repeated siblings from 1.</summary>
    public string Path => Parent is null ? "/" + Name : $"{Parent.Path}/{Name}{Position()}";

    public void Append(string text)
    {
        if (_pieces is not null)
            _pieces.Append(text);
        else if (_content.Length == 0)
            _content = text;
        else
            _pieces = new StringBuilder(_content).Append(text);
    }

    public void Add(UblElement child) => (_children ??= []).Add(child);

    public void AddAttribute(string name, string value) => (_attributes ??= []).Add((name, value));

    /// <summary>The first aggregate child of that name.</summary>
    public UblElement? Child(string local) => Find(UblSpace.Aggregate, local);

    /// <summary>The first basic child of that name.</summary>
    public UblElement? Basic(string local) => Find(UblSpace.Basic, local);

    /// <summary>All aggregate children of that name.</summary>
    public List<UblElement> Children(string local) => All(UblSpace.Aggregate, local);

    /// <summary>All basic children of that name.</summary>
    public List<UblElement> Basics(string local) => All(UblSpace.Basic, local);

    /// <summary>The text of the first basic child of that name, without outer whitespace; null when absent or blank.</summary>
    public string? Text(string local) => Basic(local)?.TrimmedContent;

    public string? TrimmedContent => XmlWhitespace.TrimToNull(Content);

    /// <summary>An attribute without outer whitespace; null when absent or blank.</summary>
    public string? Attribute(string name)
    {
        if (_attributes is null)
            return null;
        foreach (var (attribute, value) in _attributes)
        {
            if (attribute == name)
                return XmlWhitespace.TrimToNull(value);
        }

        return null;
    }

    /// <summary>Paths of elements with content that nobody asked for, the topmost of each.</summary>
    public IReadOnlyList<string> Unread()
    {
        var paths = new List<string>();
        _read = true;
        CollectUnread(paths);
        return paths;
    }

    private void CollectUnread(List<string> paths)
    {
        foreach (var child in _children ?? [])
        {
            if (paths.Count >= MaxNamed)
                return;
            if (child._read)
                child.CollectUnread(paths);
            else if (child.HasContent())
                paths.Add(child.Path);
        }
    }

    private bool HasContent() => !string.IsNullOrWhiteSpace(Content) || _children?.Exists(child => child.HasContent()) == true || Space == UblSpace.Extension;

    private UblElement? Find(UblSpace space, string local)
    {
        if (_children is null)
            return null;
        foreach (var child in _children)
        {
            if (child.Space == space && child.Local == local)
            {
                child._read = true;
                return child;
            }
        }

        return null;
    }

    private List<UblElement> All(UblSpace space, string local)
    {
        var found = new List<UblElement>();
        foreach (var child in _children ?? [])
        {
            if (child.Space != space || child.Local != local)
                continue;
            child._read = true;
            found.Add(child);
        }

        return found;
    }

    private string Position()
    {
        var before = 0;
        var total = 0;
        foreach (var sibling in Parent!._children!)
        {
            if (sibling.Space != Space || sibling.Local != Local)
                continue;
            total++;
            if (ReferenceEquals(sibling, this))
                before = total;
        }

        return total > 1 ? $"[{before}]" : string.Empty;
    }
}
