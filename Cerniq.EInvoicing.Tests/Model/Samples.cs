using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Tests.Model;

/// <summary>Invoices the tests start from and change one thing of.</summary>
internal static class Samples
{
    public static Party Seller { get; } = new()
    {
        Name = "Atelier Nord SRL",
        LegalRegistration = new Identifier("J12/345/2019"),
        TaxRegistrations = [TaxRegistration.Vat("RO14399840")],
        LegalForm = "Capital social 200 lei",
        Address = new PostalAddress { Street = "Str. Fabricii 12", City = "Cluj-Napoca", PostalCode = "400620", Subdivision = "RO-CJ", CountryCode = "RO" },
        Contact = new Contact("Ana Pop", "+40 264 000 000", "ana@example.com"),
    };

    public static Party Buyer { get; } = new()
    {
        Name = "Magazinul de Sud SA",
        LegalRegistration = new Identifier("J40/1/2001"),
        TaxRegistrations = [TaxRegistration.Vat("RO22354360")],
        Address = new PostalAddress { Street = "Bd. Unirii 3", City = "SECTOR3", Subdivision = "RO-B", CountryCode = "RO" },
    };

    /// <summary>Two rates, a line discount, a document discount and a prepayment; calculated.</summary>
    public static Invoice Invoice { get; } = InvoiceCalculator.Calculate(new Invoice
    {
        Number = "CRQ-2026-0001",
        IssueDate = new DateOnly(2026, 3, 2),
        DueDate = new DateOnly(2026, 3, 17),
        Seller = Seller,
        Buyer = Buyer,
        Notes = [new InvoiceNote("Mulțumim & revenim <curând>", "AAI")],
        References = new References { PurchaseOrder = "PO-7", Contract = "C-12/2025" },
        PaymentMeans = [new PaymentMeans { Code = "42", CreditTransfer = new CreditTransfer("RO49AAAA1B31007593840000", "Atelier Nord SRL") }],
        PaymentTerms = "15 zile",
        PrepaidAmount = 100m,
        AllowanceCharges = [new AllowanceCharge { Amount = 10m, ReasonCode = "95", Reason = "Discount", Vat = VatTreatment.Rated(21m) }],
        Lines =
        [
            Line("1", 3m, 19.99m, 21m) with { AllowanceCharges = [new AllowanceCharge { Amount = 1.50m, ReasonCode = "95" }] },
            Line("2", 0.333m, 45m, 11m) with { UnitCode = "KGM" },
        ],
    });

    public static Invoice CreditNote { get; } = InvoiceCalculator.Calculate(Invoice with
    {
        Kind = DocumentKind.CreditNote,
        Number = "CRQ-CN-2026-0001",
        PrepaidAmount = null,
        References = new References { Project = "Proiect 5", PrecedingInvoices = [new PrecedingInvoice("CRQ-2026-0001", new DateOnly(2026, 3, 2))] },
    });

    public static InvoiceLine Line(string id, decimal quantity, decimal price, decimal rate) => new()
    {
        Id = id,
        Quantity = quantity,
        UnitCode = "H87",
        Price = new Price(price),
        Vat = rate == 0m ? new VatTreatment(VatCategory.Z, 0m) : VatTreatment.Rated(rate),
        Item = new Item { Name = "Articol " + id },
    };
}
