using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Preceding invoices and supporting documents (BG-3, BG-24).</summary>
internal static class ReferenceRules
{
    private static readonly ElementPath EarlierNumber = new("cac:InvoiceDocumentReference/cbc:ID");

    public static void AddTo(RuleBook book)
    {
        book.Context(Ubl.AdditionalDocumentReference).Fatal("BR-52", Present.NotBlank(book, "cbc:ID"),
            Present.Missing("identificatorul documentului justificativ (BT-122)", "the identifier of the supporting document (BT-122)", "cbc:ID"));
        book.Context(Ubl.BillingReference)
            .Fatal("BR-55", EarlierNumber.In,
                Present.Missing("numărul facturii anterioare (BT-25)", "the number of the preceding invoice (BT-25)", "cac:InvoiceDocumentReference/cbc:ID"))
            .Fatal("UBL-SR-06", e => e.Count(Ubl.InvoiceDocumentReference) <= 1, Repeated.Text(
                "factura anterioară dintr-o referință", "the preceding invoice of one reference"))
            .Fatal("UBL-SR-07", EarlierNumber.In,
                Present.Missing("numărul facturii anterioare (BT-25)", "the number of the preceding invoice (BT-25)", "cac:InvoiceDocumentReference/cbc:ID"));
    }
}
