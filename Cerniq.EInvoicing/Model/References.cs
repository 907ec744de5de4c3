namespace Cerniq.EInvoicing.Model;

/// <summary>The documents an invoice refers to. Each text at most 200 characters.</summary>
public sealed record References
{
    /// <summary>BT-10: a mark the buyer asked for.</summary>
    public string? BuyerReference { get; init; }

    /// <summary>BT-11: project. A credit note carries it as an additional document of type 50.</summary>
    public string? Project { get; init; }

    /// <summary>BT-12: contract.</summary>
    public string? Contract { get; init; }

    /// <summary>BT-13: the buyer's order.</summary>
    public string? PurchaseOrder { get; init; }

    /// <summary>BT-14: the seller's order. UBL holds it only beside BT-13.</summary>
    public string? SalesOrder { get; init; }

    /// <summary>BT-15: receiving advice.</summary>
    public string? ReceivingAdvice { get; init; }

    /// <summary>BT-16: despatch advice.</summary>
    public string? DespatchAdvice { get; init; }

    /// <summary>BT-17: tender or lot.</summary>
    public string? Tender { get; init; }

    /// <summary>BT-18: the thing invoiced (meter, subscription…), with a UNTDID 1153 scheme.</summary>
    public Identifier? InvoicedObject { get; init; }

    /// <summary>BG-3: earlier invoices, at most 500.</summary>
    public ValueList<PrecedingInvoice> PrecedingInvoices { get; init; }
}

/// <summary>An earlier invoice that this one corrects, cancels or continues (BG-3).</summary>
/// <param name="Number">BT-25.</param>
/// <param name="IssueDate">BT-26.</param>
public sealed record PrecedingInvoice(string Number, DateOnly? IssueDate = null);
