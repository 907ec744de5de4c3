using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Model;

/// <summary>
/// Random invoices as a careful accountant would make them: every group of the model and every VAT category, each with what
/// the law asks of it. All of them must be valid.
/// </summary>
internal static class CompleteInvoices
{
    private static readonly string[] Units = ["H87", "KGM", "HUR", "MTR", "XBX", "C62"];

    private static readonly VatTreatment[] Taxed =
    [
        VatTreatment.Rated(21m), VatTreatment.Rated(19m), VatTreatment.Rated(11m), VatTreatment.Rated(9m), VatTreatment.Rated(5m), new(VatCategory.Z, 0m),
        new(VatCategory.E, 0m), VatTreatment.ReverseCharge, new(VatCategory.K, 0m), new(VatCategory.G, 0m), new(VatCategory.L, 7m), new(VatCategory.M, 10m),
    ];

    /// <summary>Drafts, not calculated; half of those in euro need a rate.</summary>
    public static Gen<Invoice> Draft =>
        from outOfScope in Gen.Frequency((1, Gen.Constant(true)), (5, Gen.Constant(false)))
        let vat = outOfScope ? Gen.Constant(VatTreatment.OutOfScope) : Gen.Elements(Taxed)
        from start in Header(outOfScope)
        from lines in Lines(vat)
        from adjustments in Adjustments(onLine: false, vat)
        from prepaid in Arbitrary.Optional(Gen.Choose(0, 5000).Select(cents => cents / 100m))
        from rounding in Arbitrary.Optional(Gen.Choose(-50, 50).Select(cents => cents / 100m))
        from currency in Gen.Elements("RON", "EUR", "USD")
        select start with
        {
            Lines = lines,
            AllowanceCharges = adjustments,
            PrepaidAmount = prepaid,
            RoundingAmount = rounding,
            Currency = currency,
            TaxCurrency = currency == "RON" ? null : "RON",
            VatBreakdown = [new VatSubtotal { Vat = new VatTreatment(VatCategory.E, 0m), ExemptionReason = "Scutit conform art. 292 din Codul fiscal" }],
        };

    private static Gen<string> Words(int max) =>
        from text in Arbitrary.Text(max) select text.Replace('#', 'n');

    private static Gen<ValueList<T>> Some<T>(Gen<T> gen, int min, int max) =>
        from count in Gen.Choose(min, max)
        from items in gen.ListOf(count)
        select items.ToValueList();

    private static Gen<ValueList<InvoiceLine>> Lines(Gen<VatTreatment> vat) =>
        from lines in Some(Line(vat), 1, 8)
        select lines.Select((line, index) => line with { Id = (index + 1).ToString() }).ToValueList();

    private static Gen<PostalAddress> Address =>
        from street in Words(40)
        from floor in Arbitrary.Maybe(Words(20))
        from line3 in Arbitrary.Maybe(Words(20))
        from code in Arbitrary.Maybe(Gen.Elements("400620", "030167"))
        from place in Gen.Elements(("Cluj-Napoca", "RO-CJ", "RO"), ("SECTOR3", "RO-B", "RO"), ("Wien", "AT-9", "AT"), ("Paris", "FR-75", "FR"))
        select new PostalAddress
        {
            Street = street, AdditionalStreet = floor, Line3 = line3, City = place.Item1, PostalCode = code, Subdivision = place.Item2, CountryCode = place.Item3,
        };

    private static Gen<Identifier?> Scheme(string scheme) => Arbitrary.Maybe(Gen.Choose(1, 99999).Select(n => new Identifier(n.ToString(), scheme)));

    private static Gen<Party> Party(string vatId, string fiscalCode, bool outOfScope, bool seller) =>
        from name in Words(60)
        from trading in Arbitrary.Maybe(Words(20))
        from identifier in Scheme("0088")
        from electronic in Arbitrary.Maybe(Gen.Constant(new Identifier(fiscalCode, "9947")))
        from address in Address
        from form in Arbitrary.Maybe(Words(30))
        from contact in Arbitrary.Maybe(Gen.Constant(new Contact("Ana Pop", "+40 264 000 000", "ana@example.com")))
        select new Party
        {
            Name = name,
            TradingName = trading,
            Identifiers = identifier is null ? [] : [identifier],
            LegalRegistration = new Identifier(seller ? "J12/345/2019" : "J40/1/2001"),
            TaxRegistrations = outOfScope ? seller ? [TaxRegistration.NonVat(fiscalCode)] : [] : [TaxRegistration.Vat(vatId)],
            LegalForm = seller ? form : null,
            ElectronicAddress = electronic,
            Address = address,
            Contact = contact,
        };

    private static Gen<Invoice> Header(bool outOfScope) =>
        from kind in Gen.Elements(DocumentKind.Romanian.ToArray())
        from number in Gen.Choose(1, 99999)
        from day in Gen.Choose(0, 900)
        let issued = new DateOnly(2024, 6, 1).AddDays(day)
        from due in Gen.Choose(0, 60)
        from taxPoint in Arbitrary.Optional(Gen.Choose(-10, 0))
        from notes in Some(from text in Words(100) from subject in Arbitrary.Maybe(Gen.Elements("AAI", "REG")) select new InvoiceNote(text, subject), 0, 3)
        from seller in Party("RO14399840", "14399840", outOfScope, seller: true)
        from buyer in Party("RO22354360", "22354360", outOfScope, seller: false)
        from payee in Arbitrary.Maybe(from name in Words(20) select new Payee("Factor " + name, new Identifier("77"), new Identifier("J40/9/2009")))
        from representative in Arbitrary.Maybe(Address.Select(address => new TaxRepresentative("Reprezentant fiscal", "RO361757", address)))
        from place in Address
        from references in References
        from attachments in Some(Attachment, 0, 2)
        from means in Means
        from terms in Arbitrary.Maybe(Words(60))
        select new Invoice
        {
            Kind = kind,
            Number = $"CRQ {number}",
            IssueDate = issued,
            DueDate = issued.AddDays(due),
            TaxPointDate = taxPoint is { } before ? issued.AddDays(before) : null,
            TaxPointCode = taxPoint is null ? "35" : null,
            AccountingCost = terms,
            Notes = notes,
            Period = new Period(issued.AddDays(-30), issued),
            References = references,
            Attachments = attachments,
            Seller = seller,
            Buyer = buyer,
            Payee = payee,
            TaxRepresentative = outOfScope ? null : representative,
            Delivery = new Delivery { PartyName = buyer.Name, Date = issued, LocationId = new Identifier("5940000000001", "0088"), Address = place },
            PaymentMeans = means,
            PaymentTerms = terms,
            Lines = [],
        };

    private static Gen<References> References =>
        from text in Arbitrary.Maybe(Words(30))
        from order in Arbitrary.Maybe(Words(20))
        from preceding in Some(Gen.Choose(1, 99).Select(n => new PrecedingInvoice($"F {n}", new DateOnly(2024, 1, 31))), 0, 3)
        select new References
        {
            BuyerReference = text, Project = order, Contract = text, PurchaseOrder = order, SalesOrder = order, ReceivingAdvice = text, DespatchAdvice = order,
            Tender = text, InvoicedObject = order is null ? null : new Identifier(order, "AAB"), PrecedingInvoices = preceding,
        };

    private static Gen<SupportingDocument> Attachment =>
        from id in Words(20)
        from description in Arbitrary.Maybe(Words(40))
        from mime in Gen.Elements("application/pdf", "image/png", "image/jpeg", "text/csv")
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ListOf(30)
        from embedded in Gen.Elements(false, true)
        select new SupportingDocument
        {
            Id = id,
            Description = description,
            Uri = embedded ? null : "https://example.com/a?b=1&c=2",
            File = embedded ? new AttachedFile { FileName = "anexa.bin", MimeCode = mime, Content = bytes.ToArray() } : null,
        };

    private static Gen<ValueList<PaymentMeans>> Means =>
        from code in Gen.Elements("30", "42", "58", "48", "59", "10")
        from remittance in Arbitrary.Maybe(Words(30))
        select new ValueList<PaymentMeans>(
        [
            new PaymentMeans
            {
                Code = code,
                Name = remittance is null ? null : "Plată",
                RemittanceInformation = remittance,
                CreditTransfer = code is "30" or "42" or "58" ? new CreditTransfer("RO49AAAA1B31007593840000", "Cont", "BTRLRO22") : null,
                Card = code == "48" ? new PaymentCard("1234", "VISA", "Ana Pop") : null,
                DirectDebit = code == "59" ? new DirectDebit("M1", "RO49AAAA1B31007593840000") : null,
            },
        ]);

    private static Gen<ValueList<AllowanceCharge>> Adjustments(bool onLine, Gen<VatTreatment> vat) => Some(
        from charge in Gen.Elements(false, true)
        from cents in Gen.Choose(0, 10000)
        from reason in Arbitrary.Maybe(Words(20))
        from treatment in vat
        select new AllowanceCharge
        {
            IsCharge = charge, Amount = cents / 100m, BaseAmount = cents / 10m, Percentage = 10m,
            ReasonCode = charge ? "FC" : "95", Reason = reason, Vat = onLine ? null : treatment,
        },
        0,
        2);

    private static Gen<InvoiceLine> Line(Gen<VatTreatment> vat) =>
        from quantity in Arbitrary.Decimal(4)
        from unit in Gen.Elements(Units)
        from price in Arbitrary.Decimal(5).Select(Math.Abs)
        from discount in Arbitrary.Optional(Arbitrary.Decimal(3).Select(Math.Abs))
        from baseQuantity in Arbitrary.Optional(Gen.Choose(1, 1000))
        from treatment in vat
        from adjustments in Adjustments(onLine: true, vat)
        from name in Words(60)
        from text in Arbitrary.Maybe(Words(40))
        from standard in Scheme("0160")
        from attributes in Some(from key in Words(10) from value in Words(10) select new ItemAttribute(key, value), 0, 2)
        from classified in Gen.Elements(false, true)
        select new InvoiceLine
        {
            Id = "1", Note = text, ObjectId = standard is null ? null : new Identifier(standard.Value, "AAB"), Quantity = quantity, UnitCode = unit, OrderLine = text,
            AccountingCost = text, AllowanceCharges = adjustments, Vat = treatment,
            Price = new Price(price)
            {
                Discount = discount, Gross = discount + price, BaseQuantity = baseQuantity, BaseQuantityUnit = baseQuantity is null ? null : unit,
            },
            Item = new Item
            {
                Name = name, Description = text, SellerId = text, BuyerId = text, StandardId = standard, OriginCountry = "RO", Attributes = attributes,
                Classifications = classified ? [new Classification("44111500", "STI", "1"), new Classification("85044095", "CG")] : [],
            },
        };
}
