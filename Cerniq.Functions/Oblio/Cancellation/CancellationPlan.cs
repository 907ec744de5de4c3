namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Why a cancellation cannot be.</summary>
/// <param name="Code">Such as <c>INVOICE_ALREADY_CANCELLED</c>.</param>
/// <param name="Field">The field of the request that is to blame, when one is.</param>
public sealed record CancellationRefusal(string Code, string Words, string? Field = null);

/// <summary>What a cancellation takes of an invoice, or why it cannot.</summary>
/// <param name="Quantities">By line of the invoice.</param>
public sealed record CancellationPlan(IReadOnlyList<decimal> Quantities, CancellationRefusal? Refusal = null)
{
    /// <summary>Plans a cancellation.</summary>
    /// <param name="cancellationId">Its id: what it holds already is not counted against it.</param>
    public static CancellationPlan For(InvoiceRecord invoice, CancellationDetails asked, string cancellationId)
    {
        if (invoice.Storno is not null)
        {
            return Refused("STORNO_OF_STORNO", $"{invoice.OblioInvoiceId} is itself a storno; a storno cannot be cancelled.");
        }

        var others = invoice.Cancellations
            .Where(part => !string.Equals(part.CancellationId, cancellationId, StringComparison.Ordinal))
            .ToArray();
        var left = LeftOf(invoice, others);
        if (left.All(quantity => quantity == 0))
        {
            return Gone(invoice, others);
        }

        return asked.Type == CancellationType.Full ? new CancellationPlan(left) : Take(invoice, asked.ItemsToCancel!, left);
    }

    private static decimal[] LeftOf(InvoiceRecord invoice, CancelledPart[] others) =>
        [.. invoice.Lines.Select((line, i) => line.Quantity - others.Sum(part => part.Quantities[i]))];

    private static CancellationPlan Gone(InvoiceRecord invoice, CancelledPart[] others) =>
        others.FirstOrDefault(part => !part.IsIssued) is { } waiting
            ? Refused("NOTHING_LEFT", $"What is left of {invoice.OblioInvoiceId} is being cancelled already, by cancellation {waiting.CancellationId}.")
            : others.Length == 1
                ? Refused("INVOICE_ALREADY_CANCELLED", $"{invoice.OblioInvoiceId} is already cancelled, by cancellation {others[0].CancellationId}.")
                : Refused("NOTHING_LEFT", $"All of {invoice.OblioInvoiceId} has been cancelled piece by piece; nothing is left.");

    private static CancellationPlan Take(InvoiceRecord invoice, IReadOnlyList<ItemToCancel> items, decimal[] left)
    {
        var taken = new decimal[left.Length];
        for (var i = 0; i < items.Count; i++)
        {
            var open = items[i].Quantity;
            var known = false;
            for (var line = 0; line < left.Length; line++)
            {
                if (string.Equals(invoice.Lines[line].Sku, items[i].Sku, StringComparison.Ordinal))
                {
                    known = true;
                    taken[line] = Math.Min(open, left[line]);
                    open -= taken[line];
                }
            }

            if (!known)
            {
                return Refused("UNKNOWN_SKU", $"{invoice.OblioInvoiceId} has no line with sku «{items[i].Sku}».", $"cancellation.itemsToCancel[{i}].sku");
            }

            if (open > 0)
            {
                return Refused(
                    "QUANTITY_EXCEEDS_REMAINING",
                    $"Of «{items[i].Sku}» {items[i].Quantity - open:0.######} is left, not {items[i].Quantity:0.######}.",
                    $"cancellation.itemsToCancel[{i}].quantity");
            }
        }

        return new CancellationPlan(taken);
    }

    private static CancellationPlan Refused(string code, string words, string? field = null) =>
        new([], new CancellationRefusal(code, words, field));
}
