using Cerniq.EInvoicing.Model;

namespace Cerniq.Cli.Bench;

/// <summary>The invoices the benchmarks run on: every line different, two rates, a discount on every fifth line.</summary>
internal static class BuiltInInvoices
{
    private static readonly string[] Names = ["Vopsea lavabilă 15 l", "Manoperă montaj", "Cablu UTP cat. 6", "Consultanță fiscală", "Mobilier birou"];
    private static readonly string[] Units = ["H87", "HUR", "MTR", "KGM", "C62"];

    /// <summary>A draft without amounts, as a caller would have it.</summary>
    public static Invoice Draft(int lines) => new()
    {
        Number = "CRQ-2026-00042",
        IssueDate = new DateOnly(2026, 3, 2),
        DueDate = new DateOnly(2026, 4, 1),
        Notes = [new InvoiceNote("Livrat conform comenzii")],
        References = new References { PurchaseOrder = "PO-2026-118", Contract = "C-77/2025" },
        Seller = new Party
        {
            Name = "Atelier Nord SRL",
            LegalRegistration = new Identifier("J12/345/2019"),
            TaxRegistrations = [TaxRegistration.Vat("RO14399840")],
            LegalForm = "Capital social 200 lei",
            Address = new PostalAddress { Street = "Str. Fabricii nr. 12", City = "Cluj-Napoca", PostalCode = "400620", Subdivision = "RO-CJ", CountryCode = "RO" },
        },
        Buyer = new Party
        {
            Name = "Magazinul de Sud SA",
            LegalRegistration = new Identifier("J40/1/2001"),
            TaxRegistrations = [TaxRegistration.Vat("RO22354360")],
            Address = new PostalAddress { Street = "Bd. Unirii nr. 3", AdditionalStreet = "Bl. D, sc. 2, ap. 81", City = "SECTOR3", Subdivision = "RO-B", CountryCode = "RO" },
        },
        PaymentMeans = [new PaymentMeans { Code = "42", CreditTransfer = new CreditTransfer("RO49AAAA1B31007593840000", "Cont lei", "BTRLRO22") }],
        Lines = Enumerable.Range(1, lines).Select(Line).ToValueList(),
    };

    private static InvoiceLine Line(int number) => new()
    {
        Id = number.ToString(),
        Quantity = 1m + number % 7 * 0.5m,
        UnitCode = Units[number % Units.Length],
        Price = new Price(10m + number * 0.37m),
        Vat = VatTreatment.Rated(number % 3 == 0 ? 11m : 21m),
        AllowanceCharges = number % 5 == 0 ? [new AllowanceCharge { Amount = 1.25m, ReasonCode = "95", Reason = "Discount" }] : [],
        Item = new Item { Name = Names[number % Names.Length], Description = "Descriere detaliată", SellerId = $"ART-{number:D5}" },
    };
}
