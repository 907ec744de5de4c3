using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Structure;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Syntax;

/// <summary>Parts of UBL that EN 16931 does not use (UBL-CR and UBL-DT). All but two are warnings. The paths are in not-used.tsv.</summary>
internal static class NotUsedRules
{
    public static void AddTo(RuleBook book)
    {
        var mark = book.IsRo ? "ro109" : "en1316";
        foreach (var row in EmbeddedTable.Lines("not-used.tsv").Select(l => l.Split('\t')))
            if (row[1].Split(',').Contains(mark))
                Add(book, row[0], row[2]);
        Special(book);
        Objects(book);
    }

    private static RuleText Text(string path)
    {
        var shown = path.Replace("line/", "cac:InvoiceLine/", StringComparison.Ordinal).TrimStart('/');
        return new RuleText(
            $"{shown} nu face parte din EN 16931; destinatarul poate să nu țină seama de el.",
            $"{shown} is not part of EN 16931; a receiver may take no notice of it.",
            $"Ștergeți {shown}.",
            $"Remove {shown}.");
    }

    private static void Add(RuleBook book, string id, string path)
    {
        if (!path.StartsWith("//", StringComparison.Ordinal))
            book.Paths.Add(path, PathDemand.Absent, 0, new Rule(id, Severity.Warning, Text(path), static _ => true));
        else if (path[2] == '@')
            book.Document.Warning(id, LacksAttribute(AttributeNames.Id(path[3..])), Text(path));
        else
            book.Document.Warning(id, LacksAnywhere(path[2..]), Text(path));
    }

    private static Func<Element, bool> LacksAttribute(byte attribute) => e => !e.Tree.HasAttribute(attribute);

    /// <summary>No element (or attribute of one) with these names above it, wherever it is.</summary>
    private static Func<Element, bool> LacksAnywhere(string path)
    {
        var steps = path.Split('/');
        var attribute = steps[^1][0] == '@' ? AttributeNames.Id(steps[^1][1..]) : AttributeNames.Other;
        var names = UblNames.IdsOfPath(attribute == AttributeNames.Other ? path : path[..path.LastIndexOf('/')]);
        return names.Length == 1
            ? e => LacksIn(e.Tree.All(names[0]), attribute)
            : e => (attribute == AttributeNames.Other || e.Tree.HasAttribute(attribute)) && e.Tree.Has(names[^1]) ? LacksBelow(e.Tree, names, attribute) : true;
    }

    private static bool LacksIn(XmlTree.SameName elements, byte attribute)
    {
        foreach (var element in elements)
            if (attribute == AttributeNames.Other || element.HasAttribute(attribute))
                return false;
        return true;
    }

    /// <summary>Goes by the last holder, of which there are far fewer than of a name such as cbc:ID.</summary>
    private static bool LacksBelow(XmlTree tree, ushort[] names, byte attribute)
    {
        foreach (var holder in tree.All(names[^2]))
            if (Ends(holder, names.AsSpan(..^1)))
                foreach (var last in holder.Children(names[^1]))
                    if (attribute == AttributeNames.Other || last.HasAttribute(attribute))
                        return false;
        return true;
    }

    private static bool Ends(Element element, ReadOnlySpan<ushort> names)
    {
        for (var i = names.Length - 1; i >= 0; i--, element = element.Parent)
            if (element.Name != names[i])
                return false;
        return true;
    }

    private static void Special(RuleBook book)
    {
        var dueDates = new ElementPath("cac:PaymentMeans/cbc:PaymentDueDate");
        book.Document
            .Warning("UBL-CR-002", e => !e.Has(Ubl.UblVersionId) || e.Child(Ubl.UblVersionId).Text.SequenceEqual("2.1"u8), new RuleText(
                "cbc:UBLVersionID nu este 2.1.", "cbc:UBLVersionID is not 2.1.", "Scrieți 2.1 sau ștergeți elementul.", "Write 2.1, or remove the element."))
            .Warning("UBL-CR-412", e => e.Name == Ubl.CreditNote || !dueDates.In(e), new RuleText(
                "Data scadenței stă în cac:PaymentMeans doar la o notă de credit.",
                "The due date stands in cac:PaymentMeans only in a credit note.",
                "Mutați data în cbc:DueDate.",
                "Move the date to cbc:DueDate."))
            .Warning("UBL-DT-18", NamesOnlyOnMeans, new RuleText(
                "Atributul name este folosit în EN 16931 doar la cbc:PaymentMeansCode.",
                "EN 16931 uses the attribute name only on cbc:PaymentMeansCode.",
                "Ștergeți atributul name de pe celelalte elemente.",
                "Remove the attribute name from all other elements."));
    }

    private static bool NamesOnlyOnMeans(Element document)
    {
        var tree = document.Tree;
        if (!tree.HasAttribute(AttributeNames.Name))
            return true;
        for (var i = 1; i < tree.Count; i++)
            if (tree.Nodes[i].Name != Ubl.PaymentMeansCode && tree.Nodes[i].AttributeCount > 0 && new Element(tree, i).HasAttribute(AttributeNames.Name))
                return false;
        return true;
    }

    /// <summary>A document reference with type code 130 is an invoiced object, not a supporting document, and the other way round.</summary>
    private static void Objects(RuleBook book)
    {
        var words = new RuleText(
            "Un obiect facturat (cod 130, BT-18) nu are descriere și nici atașament.",
            "An invoiced object (code 130, BT-18) has no description and no attachment.",
            "Ștergeți cac:Attachment și cbc:DocumentDescription sau codul 130.",
            "Remove cac:Attachment and cbc:DocumentDescription, or the code 130.");
        book.Document
            .Warning("UBL-CR-665", e => None(e, x => !IsObject(x) && x.Child(Ubl.Id).HasAttribute(AttributeNames.SchemeId)), Text(
                "cac:AdditionalDocumentReference/cbc:ID/@schemeID"))
            .Fatal("UBL-CR-666", e => None(e, x => IsObject(x) && x.Has(Ubl.Attachment)), words)
            .Fatal("UBL-CR-673", e => None(e, x => IsObject(x) && x.Has(Ubl.DocumentDescription)), words);
    }

    private static bool None(Element document, Func<Element, bool> which)
    {
        foreach (var reference in document.Tree.All(Ubl.AdditionalDocumentReference))
            if (which(reference))
                return false;
        return true;
    }

    private static bool IsObject(Element reference) => reference.Child(Ubl.DocumentTypeCode).Text.SequenceEqual("130"u8);
}
