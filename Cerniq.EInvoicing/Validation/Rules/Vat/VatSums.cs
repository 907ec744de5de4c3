using Cerniq.EInvoicing.Validation.Arithmetic;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>What a VAT category (at one rate, or at any) amounts to in the document.</summary>
internal struct VatSums
{
    public Num InvoiceLines, CreditNoteLines, Charges, Allowances;

    /// <summary>Whether there are such lines, allowances or charges anywhere, also inside extensions or lines.</summary>
    public bool HasInvoiceLine, HasCreditNoteLine, HasAllowanceOrCharge;

    public readonly Num OfInvoice => InvoiceLines + Charges - Allowances;

    public readonly Num OfCreditNote => CreditNoteLines + Charges - Allowances;
}
