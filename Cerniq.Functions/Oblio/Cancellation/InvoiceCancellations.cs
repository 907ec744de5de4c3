namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>What cancellations do to the invoice's record.</summary>
internal static class InvoiceCancellations
{
    /// <summary>True when this cancellation has set its quantities aside.</summary>
    public static bool Holds(this InvoiceRecord invoice, string cancellationId) =>
        invoice.Cancellations.Any(part => Is(part, cancellationId));

    /// <summary>Gives back what a cancellation held that came to nothing; null when it holds nothing.</summary>
    public static InvoiceRecord? Without(this InvoiceRecord invoice, string cancellationId) => invoice.Holds(cancellationId)
        ? invoice with
        {
            Cancellations = [.. invoice.Cancellations.Where(part => !Is(part, cancellationId))],
            CancellationsGivenUp = invoice.CancellationsGivenUp + 1,
        }
        : null;

    /// <summary>The storno is issued: cancelled when nothing is left, else cancelled in part.</summary>
    public static InvoiceRecord WithStorno(this InvoiceRecord invoice, string cancellationId, InvoiceRecord storno)
    {
        CancelledPart[] parts =
        [
            .. invoice.Cancellations.Select(part => Is(part, cancellationId)
                ? part with { StornoInvoiceId = storno.InvoiceId, Total = -storno.GrandTotal }
                : part),
        ];
        var issued = parts.Where(part => part.IsIssued).ToArray();
        var isGone = invoice.Lines.Select((line, i) => line.Quantity - issued.Sum(part => part.Quantities[i])).All(left => left == 0);
        return invoice with { Cancellations = parts, Status = isGone ? "CANCELLED" : "PARTIAL_CANCELLED" };
    }

    private static bool Is(CancelledPart part, string cancellationId) =>
        string.Equals(part.CancellationId, cancellationId, StringComparison.Ordinal);
}
