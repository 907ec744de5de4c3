using System.Text.Json;

namespace Cerniq.EInvoicing.Simple;

/// <summary>From JSON to <see cref="SimpleInvoice"/>: shapes and types only, meaning comes later.</summary>
internal static class SimpleInvoiceParser
{
    /// <summary>Null when the text is not JSON, or not an object.</summary>
    public static SimpleInvoice? Parse(ReadOnlySpan<byte> json, FieldLog log)
    {
        JsonValue root;
        try
        {
            root = JsonTree.Parse(json);
        }
        catch (JsonException e)
        {
            log.Problems.Add(NotJson(e));
            return null;
        }
        catch (InvalidOperationException)
        {
            log.Problem("", "textul conține caractere care nu sunt UTF-8", "the text holds characters that are not UTF-8");
            return null;
        }

        if (root.Kind != JsonKind.Object)
        {
            log.Place("", root);
            log.Problem("", "se așteaptă un obiect JSON cu factura", "a JSON object with the invoice is expected");
            return null;
        }

        // The request of POST /efactura/submit holds the invoice beside tenant and invoice_id.
        foreach (var (name, value) in root.Members)
        {
            if (name == "invoice" && value.Kind == JsonKind.Object)
                root = value;
        }

        return Invoice(root, log);
    }

    private static SimpleProblem NotJson(JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0) + 1;
        var column = (int)(e.BytePositionInLine ?? 0) + 1;
        return new SimpleProblem("", "textul nu este JSON valid", "the text is not valid JSON") { Line = line, Column = column };
    }

    private static SimpleInvoice Invoice(JsonValue root, FieldLog log)
    {
        var fields = new FieldReader(root, "", log);
        var invoice = new SimpleInvoice
        {
            InvoiceNumber = fields.Text("invoice_number") ?? fields.Text("number"),
            IssueDate = fields.Date("issue_date"),
            DueDate = fields.Date("due_date"),
            TaxPointDate = fields.Date("tax_point_date"),
            Type = fields.Text("type"),
            Currency = fields.Text("currency"),
            ExchangeRate = fields.Decimal("exchange_rate"),
            Seller = Party(fields, "seller", log),
            Buyer = Party(fields, "buyer", log),
            Lines = fields.List("lines", (value, path) => SimpleLineParser.Line(value, path, log)),
            Discounts = fields.List("discounts", (value, path) => SimpleLineParser.Adjustment(value, path, log)),
            Charges = fields.List("charges", (value, path) => SimpleLineParser.Adjustment(value, path, log)),
            Prepaid = fields.Decimal("prepaid"),
            Rounding = fields.Decimal("rounding"),
            PaymentTerms = fields.Text("payment_terms"),
            PaymentMeansCode = fields.Text("payment_means_code"),
            PaymentReference = fields.Text("payment_reference"),
            Notes = Notes(fields, log),
            BuyerReference = fields.Text("buyer_reference"),
            OrderReference = fields.Text("order_reference"),
            ContractReference = fields.Text("contract_reference"),
            ProjectReference = fields.Text("project_reference"),
            PrecedingInvoices = fields.List("preceding_invoices", (value, path) => Preceding(value, path, log)),
            DeliveryDate = fields.Date("delivery_date"),
            DeliveryAddress = fields.Value("delivery_address") is { } delivery ? Address(delivery, fields.Path("delivery_address"), log) : null,
            PeriodStart = fields.Date("period_start"),
            PeriodEnd = fields.Date("period_end"),
            Total = fields.Decimal("total"),
            VatTotal = fields.Decimal("vat_total"),
            GrandTotal = fields.Decimal("grand_total"),
        };
        fields.WarnAboutOthers();
        return invoice;
    }

    private static SimpleParty Party(FieldReader parent, string name, FieldLog log)
    {
        if (parent.Value(name) is not { } value)
        {
            log.Problem(name, "lipsește", "is missing");
            return new SimpleParty();
        }

        var fields = new FieldReader(value, name, log);
        var party = new SimpleParty
        {
            Name = fields.Text("name"),
            VatId = fields.Text("vat_id") ?? fields.Text("cui"),
            VatPayer = fields.Flag("vat_payer"),
            RegistrationNumber = fields.Text("registration_number"),
            Person = fields.Flag("person") ?? false,
            Cnp = fields.Text("cnp"),
            LegalForm = fields.Text("legal_form"),
            Address = fields.Value("address") is { } address ? Address(address, fields.Path("address"), log) : new SimpleAddress(),
            Iban = fields.Text("iban") ?? fields.Text("bank_account"),
            BankName = fields.Text("bank_name"),
            ContactName = fields.Text("contact_name"),
            Phone = fields.Text("phone"),
            Email = fields.Text("email"),
        };
        party = party with { Address = Parts(fields, party.Address) };
        fields.WarnAboutOthers();
        return party;
    }

    // City, county, postal code and country may also stand beside the address, as sales systems keep them.
    private static SimpleAddress Parts(FieldReader fields, SimpleAddress address) => address with
    {
        City = address.City ?? fields.Text("city"),
        County = address.County ?? fields.Text("county"),
        PostalCode = address.PostalCode ?? fields.Text("postal_code"),
        Country = address.Country ?? fields.Text("country"),
    };

    private static SimpleAddress Address(JsonValue value, string path, FieldLog log)
    {
        if (value.Kind == JsonKind.Text)
            return new SimpleAddress { Text = string.IsNullOrWhiteSpace(value.Text) ? null : value.Text.Trim() };
        var fields = new FieldReader(value, path, log);
        var address = new SimpleAddress
        {
            Street = fields.Text("street"),
            Additional = fields.Text("additional"),
            City = fields.Text("city"),
            County = fields.Text("county"),
            PostalCode = fields.Text("postal_code"),
            Country = fields.Text("country"),
        };
        fields.WarnAboutOthers();
        return address;
    }

    private static IReadOnlyList<string> Notes(FieldReader fields, FieldLog log) =>
        fields.Value("notes") is { Kind: JsonKind.Text } ? fields.Text("notes") is { } note ? [note] : []
        : fields.List("notes", (value, path) =>
        {
            if (value.Kind != JsonKind.Text)
                log.Problem(path, "trebuie să fie un text", "must be a text");
            return value.Text;
        });

    private static SimplePreceding Preceding(JsonValue value, string path, FieldLog log)
    {
        if (value.Kind == JsonKind.Text)
            return new SimplePreceding(value.Text.Trim(), null);
        var fields = new FieldReader(value, path, log);
        var preceding = new SimplePreceding(fields.Text("number"), fields.Date("issue_date"));
        fields.WarnAboutOthers();
        return preceding;
    }
}
