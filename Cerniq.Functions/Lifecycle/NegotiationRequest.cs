using Cerniq.Functions.Clients;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Body of <c>POST /tenants/{tenant}/negotiations</c>: a deal that is closing.</summary>
public sealed record NegotiationRequest
{
    /// <summary>The sales app's id of the deal; made up when absent.</summary>
    public string? NegotiationId { get; init; }

    public string? ContactId { get; init; }

    public ClientData? Client { get; init; }

    public IReadOnlyList<DealItem>? Items { get; init; }

    public DealDetails? Details { get; init; }

    public DealOptions? Options { get; init; }
}

/// <summary>One line of the deal.</summary>
public sealed record DealItem
{
    public string Sku { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public decimal Quantity { get; init; }

    public string Unit { get; init; } = "buc";

    /// <summary>Net price of one unit, in the document's currency.</summary>
    public decimal UnitPrice { get; init; }

    /// <summary>Per cent; the standard rate of the tax point when absent. 0 is 0.</summary>
    public decimal? VatRate { get; init; }

    /// <summary>Per cent taken off the line, 0 to 100.</summary>
    public decimal Discount { get; init; }
}

/// <summary>What the documents of the deal say beside client and lines.</summary>
public sealed record DealDetails
{
    /// <summary>Oblio series of the proforma; the tenant's or the company's default when absent.</summary>
    public string? SeriesName { get; init; }

    /// <summary>Today in Bucharest when absent.</summary>
    public DateOnly? IssueDate { get; init; }

    public DateOnly? DueDate { get; init; }

    /// <summary>Last day on which the proforma may be accepted.</summary>
    public DateOnly? ValidUntil { get; init; }

    public DateOnly? DeliveryDate { get; init; }

    public string? DeliveryAddress { get; init; }

    /// <summary>TRANSFER, CASH, CARD or RAMBURS.</summary>
    public string PaymentMethod { get; init; } = "TRANSFER";

    public string Currency { get; init; } = "RON";

    /// <summary>RON for one unit of the currency; only with another currency than RON.</summary>
    public decimal? ExchangeRate { get; init; }

    /// <summary>Printed on the document.</summary>
    public string? Mentions { get; init; }

    /// <summary>Not shown to the client.</summary>
    public string? Notes { get; init; }

    /// <summary>The client's order number (BT-13).</summary>
    public string? Reference { get; init; }
}

/// <summary>How the deal is to be carried through; defaults are those of the source documents.</summary>
public sealed record DealOptions
{
    public bool SendEmail { get; init; } = true;

    /// <summary>With a subject or a body of its own a document is sent by the tenant's mail server, where one is set: Oblio takes
    /// neither and writes by its own template. <c>{number}</c>, <c>{total}</c>, <c>{currency}</c>, <c>{until}</c> and
    /// <c>{company}</c> stand for the document's.</summary>
    public string? EmailSubject { get; init; }

    public string? EmailBody { get; init; }

    public bool GeneratePdf { get; init; } = true;

    /// <summary><c>ro</c> or <c>en</c>.</summary>
    public string Language { get; init; } = "ro";

    public bool CreateIfNotExists { get; init; } = true;

    public bool UpdateIfDifferent { get; init; } = true;

    public bool VerifyWithAnaf { get; init; } = true;

    public bool CacheValidation { get; init; } = true;

    /// <summary>The client has agreed already: the proforma counts as accepted once it is sent.</summary>
    public bool AutoAccept { get; init; }

    /// <summary>Sold over the counter with a fiscal receipt that serves as a simplified invoice: outside RO e-Factura (OUG 120/2021),
    /// so the invoice is not filed by itself.</summary>
    public bool FiscalReceipt { get; init; }
}
