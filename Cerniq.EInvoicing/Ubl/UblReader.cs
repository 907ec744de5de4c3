using Cerniq.EInvoicing.Ubl.Reading;

namespace Cerniq.EInvoicing.Ubl;

/// <summary>
/// Reads any UBL 2.1 Invoice or CreditNote into the model. Safe on hostile input: no document type, no entities of its own,
/// nothing fetched, size and depth bounded, and every outcome is a value.
/// </summary>
public static class UblReader
{
    /// <summary>The largest document read, in bytes. ANAF takes 5 MB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The deepest nesting read; UBL invoices stay below 15. The content of extensions is skipped.</summary>
    public const int MaxDepth = 40;

    /// <summary>The most problems listed for one document.</summary>
    public const int MaxProblems = 100;

    /// <summary>Reads a document.</summary>
    /// <param name="xml">The file's bytes; UTF-8, or what the XML declaration or byte order mark says.</param>
    public static UblReadResult Read(ReadOnlyMemory<byte> xml)
    {
        if (xml.Length > MaxBytes)
            return Failed(new UblReadProblem(UblReadFault.TooLarge, "", 0, $"The file has {xml.Length} bytes; at most {MaxBytes} are read."));
        var (root, problem) = XmlTree.Parse(xml);
        if (root is null)
            return Failed(problem!);
        if (root.Space != UblSpace.Document)
            return Failed(new UblReadProblem(UblReadFault.NotUbl, "/" + root.Name, root.Line, "The root is not a UBL 2.1 Invoice or CreditNote."));
        var problems = new List<UblReadProblem>();
        var invoice = DocumentReader.Read(root, problems);
        return new UblReadResult { Partial = invoice, Problems = problems, NotModelled = root.Unread() };
    }

    private static UblReadResult Failed(UblReadProblem problem) => new() { Problems = [problem] };
}
