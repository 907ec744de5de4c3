using System.Text.Json.Serialization;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>A document to be issued, in Oblio's own field names. What is null is not sent.</summary>
public sealed record OblioDocument
{
    /// <summary>The issuing company; set by the client from the connection.</summary>
    [JsonPropertyName("cif")]
    public string? Cif { get; init; }

    /// <summary>May be left out when <see cref="ReferenceDocument"/> is given.</summary>
    [JsonPropertyName("client")]
    public OblioParty? Client { get; init; }

    [JsonPropertyName("issueDate")]
    public DateOnly? IssueDate { get; init; }

    [JsonPropertyName("dueDate")]
    public DateOnly? DueDate { get; init; }

    /// <summary>Invoices only.</summary>
    [JsonPropertyName("deliveryDate")]
    public DateOnly? DeliveryDate { get; init; }

    /// <summary>Invoices only: VAT on collection.</summary>
    [JsonPropertyName("collectDate")]
    public DateOnly? CollectDate { get; init; }

    [JsonPropertyName("seriesName")]
    public string? SeriesName { get; init; }

    [JsonPropertyName("language")]
    public string? Language { get; init; }

    /// <summary>Decimals of prices and amounts, 2 to 4.</summary>
    [JsonPropertyName("precision")]
    public int? Precision { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("exchangeRate")]
    public decimal? ExchangeRate { get; init; }

    [JsonPropertyName("products")]
    public IReadOnlyList<OblioLine>? Products { get; init; }

    [JsonPropertyName("issuerName")]
    public string? IssuerName { get; init; }

    [JsonPropertyName("issuerId")]
    public string? IssuerId { get; init; }

    /// <summary>Not shown to the client.</summary>
    [JsonPropertyName("internalNote")]
    public string? InternalNote { get; init; }

    [JsonPropertyName("deputyName")]
    public string? DeputyName { get; init; }

    [JsonPropertyName("deputyIdentityCard")]
    public string? DeputyIdentityCard { get; init; }

    [JsonPropertyName("deputyAuto")]
    public string? DeputyAuto { get; init; }

    /// <summary>Misspelled on the wire.</summary>
    [JsonPropertyName("selesAgent")]
    public string? SalesAgent { get; init; }

    /// <summary>Printed on the document.</summary>
    [JsonPropertyName("mentions")]
    public string? Mentions { get; init; }

    [JsonPropertyName("workStation")]
    public string? WorkStation { get; init; }

    /// <summary>True sends the document to the client's e-mail by the account's template.</summary>
    [JsonPropertyName("sendEmail")]
    public bool? SendEmail { get; init; }

    /// <summary>Whether stock is moved. What Oblio does when it is left out depends on the account, so it is always sent.</summary>
    [JsonPropertyName("useStock")]
    public bool? UseStock { get; init; }

    /// <summary>Invoices only: sends to SPV by itself if the account is set so.</summary>
    [JsonPropertyName("spvExtern")]
    public bool? SpvExtern { get; init; }

    /// <summary>BT-13.</summary>
    [JsonPropertyName("orderNumber")]
    public string? OrderNumber { get; init; }

    /// <summary>BT-12.</summary>
    [JsonPropertyName("contractNumber")]
    public string? ContractNumber { get; init; }

    [JsonPropertyName("referenceDocument")]
    public OblioReference? ReferenceDocument { get; init; }

    [JsonPropertyName("collect")]
    public OblioCollect? Collect { get; init; }

    /// <summary>Keeps a repeated request from issuing a second document; one key per document and kind.</summary>
    [JsonPropertyName("idempotencyKey")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>A client, both as sent and as found in the nomenclature.</summary>
public sealed record OblioParty
{
    [JsonPropertyName("clientId")]
    public string? ClientId { get; init; }

    [JsonPropertyName("cif")]
    public string? Cif { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Trade register number, such as <c>J13/887/2017</c>.</summary>
    [JsonPropertyName("rc")]
    public string? Rc { get; init; }

    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("address")]
    public string? Address { get; init; }

    /// <summary>County.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    [JsonPropertyName("city")]
    public string? City { get; init; }

    [JsonPropertyName("country")]
    public string? Country { get; init; }

    [JsonPropertyName("iban")]
    public string? Iban { get; init; }

    [JsonPropertyName("bank")]
    public string? Bank { get; init; }

    [JsonPropertyName("email")]
    public string? Email { get; init; }

    [JsonPropertyName("phone")]
    public string? Phone { get; init; }

    [JsonPropertyName("contact")]
    public string? Contact { get; init; }

    [JsonPropertyName("vatPayer")]
    public bool? VatPayer { get; init; }

    /// <summary>True creates or updates the stored client: the only way to write one.</summary>
    [JsonPropertyName("save")]
    public bool? Save { get; init; }

    /// <summary>True fills what is missing from the Romanian registry by <see cref="Cif"/>.</summary>
    [JsonPropertyName("autocomplete")]
    public bool? Autocomplete { get; init; }
}

/// <summary>A product line, or a discount on the lines before it.</summary>
public sealed record OblioLine
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("price")]
    public decimal? Price { get; init; }

    [JsonPropertyName("measuringUnit")]
    public string? MeasuringUnit { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("exchangeRate")]
    public decimal? ExchangeRate { get; init; }

    /// <summary>Goes together with <see cref="VatPercentage"/>, exactly as the company's nomenclature pairs them.</summary>
    [JsonPropertyName("vatName")]
    public string? VatName { get; init; }

    [JsonPropertyName("vatPercentage")]
    public decimal? VatPercentage { get; init; }

    /// <summary>Whether <see cref="Price"/> has VAT in it; Oblio takes true when it is left out.</summary>
    [JsonPropertyName("vatIncluded")]
    public bool? VatIncluded { get; init; }

    /// <summary>Negative on a storno.</summary>
    [JsonPropertyName("quantity")]
    public decimal? Quantity { get; init; }

    [JsonPropertyName("productType")]
    public string? ProductType { get; init; }

    /// <summary>The store; required for stocked goods where the account keeps stock.</summary>
    [JsonPropertyName("management")]
    public string? Management { get; init; }

    /// <summary>Whether Oblio stores the list price; it takes true when it is left out.</summary>
    [JsonPropertyName("save")]
    public bool? Save { get; init; }

    /// <summary><c>procentual</c> or <c>valoric</c>; set on discounts only.</summary>
    [JsonPropertyName("discountType")]
    public string? DiscountType { get; init; }

    [JsonPropertyName("discount")]
    public decimal? Discount { get; init; }

    /// <summary>True spreads the discount over all lines before it, false takes the nearest only.</summary>
    [JsonPropertyName("discountAllAbove")]
    public bool? DiscountAllAbove { get; init; }
}

/// <summary>The document that this one comes from: a proforma to invoice, an invoice to reverse.</summary>
public sealed record OblioReference
{
    /// <summary><c>Factura</c>, <c>Proforma</c> or <c>Aviz</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("seriesName")]
    public required string SeriesName { get; init; }

    [JsonPropertyName("number")]
    public required string Number { get; init; }

    /// <summary>Invoices only: true deletes the payment attached to the reversed invoice.</summary>
    [JsonPropertyName("refund")]
    public bool? Refund { get; init; }
}

/// <summary>A payment taken on an invoice.</summary>
public sealed record OblioCollect
{
    /// <summary>Such as <c>Ordin de plata</c>, <c>Card</c>, <c>Chitanta</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Series of the receipt, with <c>Chitanta</c>.</summary>
    [JsonPropertyName("seriesName")]
    public string? SeriesName { get; init; }

    /// <summary>Number of the payment document, with every other type.</summary>
    [JsonPropertyName("documentNumber")]
    public string? DocumentNumber { get; init; }

    /// <summary>The whole invoice when left out.</summary>
    [JsonPropertyName("value")]
    public decimal? Value { get; init; }

    [JsonPropertyName("issueDate")]
    public DateOnly? IssueDate { get; init; }

    [JsonPropertyName("mentions")]
    public string? Mentions { get; init; }
}
