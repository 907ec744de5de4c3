using System.Text.Json;
using Cerniq.EInvoicing.Model;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.EFactura;

/// <summary>What a filing is built from: an invoice of ours, or one that was posted.</summary>
public sealed record EFacturaSource
{
    /// <summary>An invoice that this app issued.</summary>
    public InvoiceRecord? Issued { get; init; }

    /// <summary>The invoice that <see cref="Issued"/> cancels or corrects.</summary>
    public PrecedingInvoice? StornoOf { get; init; }

    /// <summary>The body of <c>POST /efactura/submit</c>, as it came.</summary>
    public JsonElement? Posted { get; init; }
}
