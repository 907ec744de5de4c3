using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Ubl.Limits;
using Cerniq.EInvoicing.Ubl.Writing;

namespace Cerniq.EInvoicing.Ubl;

/// <summary>
/// Writes an invoice as UBL 2.1: root Invoice or CreditNote, elements in schema order, UTF-8 without byte order mark.
/// The same invoice gives the same bytes on every machine and in every culture. Nothing is ever cut to fit: what does not
/// fit is a problem, named before anything is written.
/// </summary>
public static class UblWriter
{
    private const int BytesBesidesLines = 8 * 1024;
    private const int BytesPerLine = 2 * 1024;
    private const int LargestFirstBuffer = 4 * 1024 * 1024;

    /// <summary>What would stop <paramref name="invoice"/> from being written; empty when nothing does.</summary>
    public static IReadOnlyList<InvoiceProblem> Check(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        return InvoiceLimits.Check(invoice);
    }

    /// <summary>The UBL of a calculated invoice.</summary>
    /// <exception cref="InvoiceNotWritableException">The invoice has problems; they are in the exception.</exception>
    public static byte[] Write(Invoice invoice) =>
        TryWrite(invoice, out var xml, out var problems) ? xml : throw new InvoiceNotWritableException(problems);

    /// <summary>As <see cref="Write(Invoice)"/>, into <paramref name="target"/>; nothing is written when there are problems.</summary>
    /// <exception cref="InvoiceNotWritableException">The invoice has problems; they are in the exception.</exception>
    public static void Write(Invoice invoice, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var problems = Check(invoice);
        if (problems.Count > 0)
            throw new InvoiceNotWritableException(problems);
        using var xml = NewBuffer(invoice);
        DocumentWriter.Write(xml, invoice);
        target.Write(xml.Written);
    }

    /// <summary>The UBL of a calculated invoice, or the problems that stop it.</summary>
    public static bool TryWrite(Invoice invoice, [NotNullWhen(true)] out byte[]? xml, out IReadOnlyList<InvoiceProblem> problems)
    {
        problems = Check(invoice);
        xml = null;
        if (problems.Count > 0)
            return false;
        using var buffer = NewBuffer(invoice);
        DocumentWriter.Write(buffer, invoice);
        xml = GC.AllocateUninitializedArray<byte>(buffer.Written.Length); // every byte is written next: no need to clear a megabyte
        buffer.Written.CopyTo(xml);
        return true;
    }

    private static Utf8XmlBuffer NewBuffer(Invoice invoice) =>
        new((int)Math.Min(LargestFirstBuffer, BytesBesidesLines + (long)invoice.Lines.Count * BytesPerLine));
}
