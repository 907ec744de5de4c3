using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Syntax;

/// <summary>Rules about kinds of data wherever they occur: amounts and attachments (UBL-DT).</summary>
internal static class DataTypeRules
{
    public static void AddTo(RuleBook book)
    {
        book.Context(Named(static n => n.EndsWith("Amount", StringComparison.Ordinal) && !n.EndsWith("PriceAmount", StringComparison.Ordinal)), IsAmount)
            .Fatal("UBL-DT-01", (e, _) => XmlText.LengthAfterPoint(e.Text) <= 2, (e, _) => new Finding(null, e.ToString()),
                Lengths.TooManyDecimals("o sumă", "an amount"));
        book.Context(Named(static n => n.EndsWith("BinaryObject", StringComparison.Ordinal)), e => e.Name != UblNames.Foreign || EndsWith(e, "BinaryObject"u8))
            .Fatal("UBL-DT-06", e => e.HasAttribute(AttributeNames.MimeCode), Missing("mimeCode", "tipul (BT-125-1)", "its type (BT-125-1)"))
            .Fatal("UBL-DT-07", e => e.HasAttribute(AttributeNames.Filename), Missing("filename", "numele fișierului (BT-125-2)", "its file name (BT-125-2)"));
    }

    /// <summary>The names of UBL that fit, and whatever is not UBL's, to be looked at one by one.</summary>
    private static ushort[] Named(Func<string, bool> fits)
    {
        var names = new ushort[UblNames.Count];
        var count = 0;
        for (ushort name = 1; name < UblNames.Foreign; name++)
            if (fits(UblNames.NameOf(name)))
                names[count++] = name;
        names[count++] = UblNames.Foreign;
        return names[..count];
    }

    /// <summary>The amounts of a price discount are as precise as the price; all else below such a price is let off too.</summary>
    private static bool IsAmount(Element element)
    {
        if (element.Name == UblNames.Foreign && (!EndsWith(element, "Amount"u8) || EndsWith(element, "PriceAmount"u8)))
            return false;
        for (var e = element.Parent; e.Exists; e = e.Parent)
            if (e.Name == Ubl.Price && e.Has(Ubl.AllowanceCharge))
                return false;
        return true;
    }

    private static bool EndsWith(Element element, ReadOnlySpan<byte> end) => element.Tree.LocalName(element.Index).EndsWith(end);

    private static RuleText Missing(string attribute, string ro, string en) => new(
        $"Documentul atașat nu are {ro}: lipsește {attribute}.",
        $"The attached document does not say {en}: {attribute} is missing.",
        $"Adăugați atributul {attribute}.",
        $"Add the attribute {attribute}.");
}
