using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Model;

/// <summary>Random invoices that use every field of the model, within what can be written.</summary>
internal static class Arbitrary
{
    private const string Alphabet = "abcXYZ 019ăâîșțĂÎȘȚ&<>\"'/-.,#€漢😀\n\t";

    private static readonly string[] Pieces = [.. Alphabet.EnumerateRunes().Select(rune => rune.ToString())];

    public static Gen<string> Text(int max) =>
        from count in Gen.Choose(1, max)
        from pieces in Gen.Elements(Pieces).ListOf(count)
        let text = string.Concat(pieces).Trim()
        select text.Length == 0 || text.StartsWith('#') ? "x" : text;

    public static Gen<decimal> Decimal(int decimals, int limit = 100_000) =>
        from units in Gen.Choose(-limit, limit)
        from scale in Gen.Choose(0, decimals)
        select units / (decimal)Math.Pow(10, scale);

    public static Gen<decimal> Amount => Decimal(2);

    public static Gen<VatTreatment> Vat => Gen.Elements(
        VatTreatment.Rated(21m), VatTreatment.Rated(11m), VatTreatment.Rated(9m), new VatTreatment(VatCategory.Z, 0m),
        new VatTreatment(VatCategory.E, 0m), VatTreatment.ReverseCharge, new VatTreatment(VatCategory.K, 0m),
        new VatTreatment(VatCategory.G, 0m), VatTreatment.OutOfScope, new VatTreatment(VatCategory.L, 7.5m), new VatTreatment(VatCategory.M, 4m));

    public static Gen<Invoice> Invoice =>
        from kind in Gen.Elements(DocumentKind.Romanian.ToArray())
        from header in Header(kind)
        from lines in List(Line, 1, 6)
        from adjustments in List(AllowanceCharge(onLine: false), 0, 3)
        from prepaid in Optional(Amount)
        from rounding in Optional(Amount)
        from foreign in Gen.Elements(false, true)
        select InvoiceCalculator.Calculate(
            header with
            {
                Lines = lines,
                AllowanceCharges = adjustments,
                PrepaidAmount = prepaid,
                RoundingAmount = rounding,
                Currency = foreign ? "EUR" : "RON",
                TaxCurrency = foreign ? "RON" : null,
            },
            foreign ? 4.9753m : null);

    public static Gen<T?> Optional<T>(Gen<T> gen) where T : struct => Gen.OneOf(Gen.Constant((T?)null), gen.Select(value => (T?)value));

    public static Gen<T?> Maybe<T>(Gen<T> gen) where T : class => Gen.OneOf(Gen.Constant((T?)null), gen.Select(value => (T?)value));

    private static Gen<ValueList<T>> List<T>(Gen<T> gen, int min, int max) =>
        from count in Gen.Choose(min, max)
        from items in gen.ListOf(count)
        select items.ToValueList();

    private static Gen<DateOnly> Date => Gen.Choose(0, 5000).Select(days => new DateOnly(2020, 1, 1).AddDays(days));

    private static Gen<Identifier> Identifier =>
        from value in Text(12)
        from scheme in Maybe(Gen.Elements("0160", "0088", "SEPA"))
        select new Identifier(value, scheme);

    private static Gen<Period> Period =>
        from start in Optional(Date)
        from length in Gen.Choose(0, 90)
        select start is { } first ? new Period(first, first.AddDays(length)) : new Period(null, new DateOnly(2026, 1, 1).AddDays(length));

    private static Gen<PostalAddress> Address =>
        from street in Maybe(Text(30))
        from additional in Maybe(Text(20))
        from line3 in Maybe(Text(20))
        from city in Maybe(Text(20))
        from code in Maybe(Text(6))
        from county in Maybe(Gen.Elements("RO-CJ", "RO-B"))
        select new PostalAddress { Street = street, AdditionalStreet = additional, Line3 = line3, City = city, PostalCode = code, Subdivision = county, CountryCode = "RO" };

    private static Gen<Party> Party(bool seller) =>
        from name in Text(40)
        from trading in Maybe(Text(20))
        from identifiers in List(Identifier, 0, 2)
        from registration in Maybe(Identifier)
        from tax in List(Gen.Elements(TaxRegistration.Vat("RO14399840"), TaxRegistration.NonVat("14399840")), 0, 2)
        from form in Maybe(Text(30))
        from electronic in Maybe(Identifier)
        from address in Address
        from phone in Maybe(Text(10))
        select new Party
        {
            Name = name,
            TradingName = trading,
            Identifiers = identifiers,
            LegalRegistration = registration,
            TaxRegistrations = tax,
            LegalForm = seller ? form : null,
            ElectronicAddress = electronic,
            Address = address,
            Contact = phone is null ? null : new Contact("Ana", phone),
        };

    private static Gen<References> References =>
        from text in Text(20)
        from order in Maybe(Text(20))
        from invoiced in Maybe(Identifier)
        from preceding in List(Optional(Date).Select(date => new PrecedingInvoice("F 1", date)), 0, 3)
        select new References
        {
            BuyerReference = text,
            Project = order,
            Contract = text,
            PurchaseOrder = order,
            SalesOrder = order,
            ReceivingAdvice = text,
            DespatchAdvice = order,
            Tender = text,
            InvoicedObject = invoiced,
            PrecedingInvoices = preceding,
        };

    private static Gen<SupportingDocument> Attachment =>
        from id in Text(10)
        from description in Maybe(Text(20))
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ListOf(40)
        from embedded in Gen.Elements(false, true)
        select new SupportingDocument
        {
            Id = id,
            Description = description,
            Uri = embedded ? null : "https://example.com/a?b=1&c=2",
            File = embedded ? new AttachedFile { FileName = "a \"b\".pdf", MimeCode = "application/pdf", Content = bytes.ToArray() } : null,
        };

    private static Gen<Delivery> Delivery =>
        from name in Text(20)
        from date in Optional(Date)
        from location in Maybe(Identifier)
        from address in Maybe(Address)
        select new Delivery { PartyName = name, Date = date, LocationId = location, Address = address };

    private static Gen<PaymentMeans> Means =>
        from code in Gen.Elements("30", "42", "48", "59")
        from name in Maybe(Text(10))
        from id in Maybe(Text(10))
        select new PaymentMeans
        {
            Code = code,
            Name = name,
            RemittanceInformation = id,
            CreditTransfer = code is "30" or "42" ? new CreditTransfer("RO49AAAA1B31007593840000", name, id) : null,
            Card = code == "48" ? new PaymentCard("1234", "VISA", name) : null,
            DirectDebit = code == "59" ? new DirectDebit("M1", id) : null,
        };

    private static Gen<Invoice> Header(DocumentKind kind) =>
        from number in Text(20)
        from issue in Date
        from due in Optional(Date)
        from taxPoint in Optional(Date)
        from notes in List(from text in Text(40) from subject in Maybe(Gen.Elements("AAI", "REG")) select new InvoiceNote(text, subject), 0, 3)
        from period in Maybe(Period)
        from references in References
        from attachments in List(Attachment, 0, 2)
        from seller in Party(seller: true)
        from buyer in Party(seller: false)
        from payee in Maybe(from name in Text(10) from id in Maybe(Identifier) select new Payee(name, id, id))
        from representative in Maybe(Address.Select(address => new TaxRepresentative("Reprezentant", "RO14399840", address)))
        from delivery in Maybe(Delivery)
        from means in List(Means, 1, 2)
        from terms in Maybe(Text(40))
        select new Invoice
        {
            Kind = kind,
            Number = number + "1",
            IssueDate = issue,
            DueDate = due,
            TaxPointDate = taxPoint,
            TaxPointCode = taxPoint is null ? "432" : null,
            BusinessProcess = terms,
            AccountingCost = terms,
            Notes = notes,
            Period = period,
            References = references,
            Attachments = attachments,
            Seller = seller,
            Buyer = buyer,
            Payee = payee,
            TaxRepresentative = representative,
            Delivery = delivery,
            PaymentMeans = means,
            PaymentTerms = terms,
            Lines = [],
        };

    private static Gen<AllowanceCharge> AllowanceCharge(bool onLine) =>
        from charge in Gen.Elements(false, true)
        from amount in Amount
        from baseAmount in Optional(Amount)
        from percentage in Optional(Decimal(4))
        from reason in Maybe(Text(20))
        from vat in Vat
        select new AllowanceCharge
        {
            IsCharge = charge, Amount = amount, BaseAmount = baseAmount, Percentage = percentage,
            ReasonCode = reason is null ? "95" : null, Reason = reason, Vat = onLine ? null : vat,
        };

    private static Gen<InvoiceLine> Line =>
        from id in Gen.Choose(1, 999)
        from note in Maybe(Text(20))
        from objectId in Maybe(Identifier)
        from quantity in Decimal(6)
        from price in Decimal(8).Select(Math.Abs)
        from discount in Optional(Decimal(4).Select(Math.Abs))
        from baseQuantity in Optional(Gen.Choose(1, 1000))
        from vat in Vat
        from period in Maybe(Period)
        from adjustments in List(AllowanceCharge(onLine: true), 0, 2)
        from name in Text(40)
        from extra in Maybe(Text(10))
        from attributes in List(from key in Text(10) from value in Text(10) select new ItemAttribute(key, value), 0, 2)
        from classifications in List(from code in Text(8) from version in Maybe(Text(3)) select new Classification(code, "STI", version), 0, 2)
        select new InvoiceLine
        {
            Id = id.ToString(), Note = note, ObjectId = objectId, Quantity = quantity, UnitCode = "H87", OrderLine = extra, AccountingCost = extra,
            Period = period, AllowanceCharges = adjustments, Vat = vat,
            Price = new Price(price)
            {
                Discount = discount, Gross = discount + price, BaseQuantity = baseQuantity, BaseQuantityUnit = baseQuantity is null ? null : "H87",
            },
            Item = new Item
            {
                Name = name, Description = extra, SellerId = extra, BuyerId = note, StandardId = objectId, OriginCountry = "RO",
                Attributes = attributes, Classifications = classifications,
            },
        };
}
