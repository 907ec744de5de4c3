namespace Cerniq.EInvoicing.Simple;

/// <summary>
/// An invoice as a sales system states it: few fields, plain names, amounts it computed itself. This is the <c>invoice</c> of
/// <c>POST /efactura/submit</c>; everything beyond that document is optional. JSON names are snake_case, camelCase is accepted.
/// </summary>
public sealed record SimpleInvoice
{
    /// <summary><c>invoice_number</c> (BT-1).</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary><c>issue_date</c>, YYYY-MM-DD (BT-2).</summary>
    public DateOnly? IssueDate { get; init; }

    /// <summary><c>due_date</c> (BT-9).</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary><c>tax_point_date</c> (BT-7): decides the legal VAT rates when the supply was earlier than the invoice.</summary>
    public DateOnly? TaxPointDate { get; init; }

    /// <summary><c>type</c>: invoice, credit_note, corrected, self_billed, accounting, or 380, 381, 384, 389, 751.</summary>
    public string? Type { get; init; }

    /// <summary><c>currency</c> (BT-5); RON when absent.</summary>
    public string? Currency { get; init; }

    /// <summary><c>exchange_rate</c>: lei for one unit of the currency.</summary>
    public decimal? ExchangeRate { get; init; }

    /// <summary><c>seller</c>.</summary>
    public SimpleParty Seller { get; init; } = new();

    /// <summary><c>buyer</c>.</summary>
    public SimpleParty Buyer { get; init; } = new();

    /// <summary><c>lines</c>.</summary>
    public IReadOnlyList<SimpleLine> Lines { get; init; } = [];

    /// <summary><c>discounts</c> on the whole document.</summary>
    public IReadOnlyList<SimpleAdjustment> Discounts { get; init; } = [];

    /// <summary><c>charges</c> on the whole document.</summary>
    public IReadOnlyList<SimpleAdjustment> Charges { get; init; } = [];

    /// <summary><c>prepaid</c> (BT-113).</summary>
    public decimal? Prepaid { get; init; }

    /// <summary><c>rounding</c> (BT-114).</summary>
    public decimal? Rounding { get; init; }

    /// <summary><c>payment_terms</c> (BT-20).</summary>
    public string? PaymentTerms { get; init; }

    /// <summary><c>payment_means_code</c> (BT-81); 42 when the seller has an account.</summary>
    public string? PaymentMeansCode { get; init; }

    /// <summary><c>payment_reference</c> (BT-83).</summary>
    public string? PaymentReference { get; init; }

    /// <summary><c>notes</c>: a text or a list of texts (BG-1).</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary><c>buyer_reference</c> (BT-10).</summary>
    public string? BuyerReference { get; init; }

    /// <summary><c>order_reference</c> (BT-13).</summary>
    public string? OrderReference { get; init; }

    /// <summary><c>contract_reference</c> (BT-12).</summary>
    public string? ContractReference { get; init; }

    /// <summary><c>project_reference</c> (BT-11).</summary>
    public string? ProjectReference { get; init; }

    /// <summary><c>preceding_invoices</c> (BG-3).</summary>
    public IReadOnlyList<SimplePreceding> PrecedingInvoices { get; init; } = [];

    /// <summary><c>delivery_date</c> (BT-72).</summary>
    public DateOnly? DeliveryDate { get; init; }

    /// <summary><c>delivery_address</c> (BG-15).</summary>
    public SimpleAddress? DeliveryAddress { get; init; }

    /// <summary><c>period_start</c> (BT-73).</summary>
    public DateOnly? PeriodStart { get; init; }

    /// <summary><c>period_end</c> (BT-74).</summary>
    public DateOnly? PeriodEnd { get; init; }

    /// <summary><c>total</c>: without VAT, as the sender computed it; compared, not used.</summary>
    public decimal? Total { get; init; }

    /// <summary><c>vat_total</c>: compared, not used.</summary>
    public decimal? VatTotal { get; init; }

    /// <summary><c>grand_total</c>: with VAT; compared, not used.</summary>
    public decimal? GrandTotal { get; init; }
}

/// <summary>A seller or buyer.</summary>
public sealed record SimpleParty
{
    /// <summary><c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>vat_id</c>: <c>RO12345674</c> for a VAT payer, bare digits for a company that is none, another state's VAT number.</summary>
    public string? VatId { get; init; }

    /// <summary><c>vat_payer</c>, when it should not be read from <see cref="VatId"/>.</summary>
    public bool? VatPayer { get; init; }

    /// <summary><c>registration_number</c>: trade register number.</summary>
    public string? RegistrationNumber { get; init; }

    /// <summary><c>person</c>: true for a consumer.</summary>
    public bool Person { get; init; }

    /// <summary><c>cnp</c> of a consumer who gave it.</summary>
    public string? Cnp { get; init; }

    /// <summary><c>legal_form</c>: share capital and the like (BT-33).</summary>
    public string? LegalForm { get; init; }

    /// <summary><c>address</c>: one line of text, or an object.</summary>
    public SimpleAddress Address { get; init; } = new();

    /// <summary><c>iban</c> or <c>bank_account</c>.</summary>
    public string? Iban { get; init; }

    /// <summary><c>bank_name</c>.</summary>
    public string? BankName { get; init; }

    /// <summary><c>contact_name</c>.</summary>
    public string? ContactName { get; init; }

    /// <summary><c>phone</c>.</summary>
    public string? Phone { get; init; }

    /// <summary><c>email</c>.</summary>
    public string? Email { get; init; }
}

/// <summary>An address: either <see cref="Text"/> alone or the parts.</summary>
public sealed record SimpleAddress
{
    /// <summary>The whole address in one line, parts separated by commas.</summary>
    public string? Text { get; init; }

    /// <summary><c>street</c>.</summary>
    public string? Street { get; init; }

    /// <summary><c>additional</c>.</summary>
    public string? Additional { get; init; }

    /// <summary><c>city</c>; a Bucharest sector may stand here.</summary>
    public string? City { get; init; }

    /// <summary><c>county</c>: name or code.</summary>
    public string? County { get; init; }

    /// <summary><c>postal_code</c>.</summary>
    public string? PostalCode { get; init; }

    /// <summary><c>country</c>: ISO 3166-1 alpha-2; from the VAT number, else RO.</summary>
    public string? Country { get; init; }
}

/// <summary>A line.</summary>
public sealed record SimpleLine
{
    /// <summary><c>id</c>; 1, 2, 3… when absent.</summary>
    public string? Id { get; init; }

    /// <summary><c>name</c>; the description serves when absent.</summary>
    public string? Name { get; init; }

    /// <summary><c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary><c>quantity</c>.</summary>
    public decimal? Quantity { get; init; }

    /// <summary><c>unit</c>: buc, kg, ora… or a code; buc when absent.</summary>
    public string? Unit { get; init; }

    /// <summary><c>unit_price</c>: without VAT.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary><c>price_base_quantity</c>: the price is for this many.</summary>
    public decimal? PriceBaseQuantity { get; init; }

    /// <summary><c>discount</c>: an amount, off the line.</summary>
    public decimal? Discount { get; init; }

    /// <summary><c>discount_percent</c>.</summary>
    public decimal? DiscountPercent { get; init; }

    /// <summary><c>vat_rate</c>, in per cent: 21.</summary>
    public decimal? VatRate { get; init; }

    /// <summary><c>vat_category</c>: S, Z, E, AE, K, G, O; from rate and reason when absent.</summary>
    public string? VatCategory { get; init; }

    /// <summary><c>vat_exemption_reason</c>: why the rate is 0, in words.</summary>
    public string? VatExemptionReason { get; init; }

    /// <summary><c>vat_exemption_code</c>: why, as a VATEX code.</summary>
    public string? VatExemptionCode { get; init; }

    /// <summary><c>sku</c>: the seller's article number.</summary>
    public string? Sku { get; init; }

    /// <summary><c>gtin</c>.</summary>
    public string? Gtin { get; init; }

    /// <summary><c>cpv</c>: required on invoices to public authorities.</summary>
    public string? Cpv { get; init; }

    /// <summary><c>nc8</c>: Combined Nomenclature.</summary>
    public string? Nc8 { get; init; }

    /// <summary><c>note</c>.</summary>
    public string? Note { get; init; }

    /// <summary><c>total</c>: without VAT, as the sender computed it; compared, not used.</summary>
    public decimal? Total { get; init; }
}

/// <summary>A discount or charge on the document.</summary>
public sealed record SimpleAdjustment
{
    /// <summary><c>amount</c>, without VAT.</summary>
    public decimal? Amount { get; init; }

    /// <summary><c>reason</c>.</summary>
    public string? Reason { get; init; }

    /// <summary><c>reason_code</c>: UNTDID 5189 or 7161.</summary>
    public string? ReasonCode { get; init; }

    /// <summary><c>vat_rate</c>; that of the lines when they all share one.</summary>
    public decimal? VatRate { get; init; }

    /// <summary><c>vat_category</c>.</summary>
    public string? VatCategory { get; init; }
}

/// <summary>An earlier invoice.</summary>
/// <param name="Number"><c>number</c>.</param>
/// <param name="IssueDate"><c>issue_date</c>.</param>
public sealed record SimplePreceding(string? Number, DateOnly? IssueDate);
