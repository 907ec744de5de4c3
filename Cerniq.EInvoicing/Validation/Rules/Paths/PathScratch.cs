using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Paths;

/// <summary>Counters of one run over one document.</summary>
internal sealed class PathScratch
{
    private int[] _seen = [];

    public void Reset(int rules)
    {
        if (_seen.Length < rules)
            _seen = new int[rules];
        else
            Array.Clear(_seen);
    }

    /// <summary>True the first time that the element at hand breaks the rule; too long a text counts each time.</summary>
    public bool Breaks(PathRule rule, Element element)
    {
        if (rule.Attribute != AttributeNames.Other && !element.HasAttribute(rule.Attribute))
            return false;
        return rule.Demand switch
        {
            PathDemand.Absent => _seen[rule.Index]++ == 0,
            PathDemand.AtMost => _seen[rule.Index]++ == rule.Limit,
            // The number of bytes is never smaller than that of characters.
            _ => element.Text.Length > rule.Limit && XmlText.NormalizedLength(element.Text) > rule.Limit,
        };
    }
}
