using System.Text;
using System.Text.Json.Nodes;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Simple;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Simple;

public sealed class SimpleInvoiceTests
{
    private const string Good = """
        {
          "tenant": "demo",
          "invoice_id": 7,
          "invoice": {
            "invoice_number": "FAC-2026-001",
            "issue_date": "2026-03-02",
            "due_date": "2026-03-17",
            "seller": { "name": "Atelier Nord SRL", "vat_id": "RO14399840", "address": "Str. Fabricii 12, Cluj-Napoca", "iban": "RO49 AAAA 1B31 0075 9384 0000" },
            "buyer": { "name": "Magazinul de Sud SA", "vat_id": "RO22354360", "address": "Bd. Unirii 3, bl. A, Sector 3, București" },
            "lines": [
              { "description": "Bilet concert", "quantity": 2, "unit": "buc", "unit_price": 150.00, "vat_rate": 21, "total": 300.00 }
            ],
            "total": 300.00,
            "vat_total": 63.00,
            "grand_total": 363.00
          }
        }
        """;

    [Fact]
    public void The_request_of_submit_becomes_an_invoice()
    {
        var result = Read(Good);
        result.Problems.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        var invoice = result.Invoice!;
        invoice.Number.ShouldBe("FAC-2026-001");
        invoice.Kind.ShouldBe(DocumentKind.Invoice);
        invoice.Currency.ShouldBe("RON");
        invoice.Seller.VatId.ShouldBe("RO14399840");
        invoice.Seller.LegalRegistration!.Value.ShouldBe("14399840");
        invoice.Seller.Address.ShouldBe(new PostalAddress { Street = "Str. Fabricii 12", City = "Cluj-Napoca", Subdivision = "RO-CJ", CountryCode = "RO" });
        invoice.Buyer.Address.ShouldBe(new PostalAddress { Street = "Bd. Unirii 3, bl. A", City = "SECTOR3", Subdivision = "RO-B", CountryCode = "RO" });
        invoice.Lines[0].UnitCode.ShouldBe("H87");
        invoice.Lines[0].Item.Name.ShouldBe("Bilet concert");
        invoice.Lines[0].Vat.ShouldBe(VatTreatment.Rated(21m));
        invoice.PaymentMeans[0].CreditTransfer!.Account.ShouldBe("RO49AAAA1B31007593840000");
        invoice.Totals!.Payable.ShouldBe(363m);
        UblWriter.Check(invoice).ShouldBeEmpty();
    }

    [Fact]
    public void The_invoice_alone_and_camel_case_names_are_accepted()
    {
        var alone = JsonNode.Parse(Good)!["invoice"]!.ToJsonString().Replace("invoice_number", "invoiceNumber").Replace("vat_id", "vatId").Replace("unit_price", "unitPrice");
        Read(alone).Invoice.ShouldBe(Read(Good).Invoice);
    }

    [Theory]
    [InlineData("{", "", 1)]
    [InlineData("", "", 1)]
    [InlineData("[]", "", 1)]
    [InlineData("null", "", 1)]
    [InlineData("{\n \"a\": 1,\n \"b\": }", "", 3)]
    public void What_is_no_JSON_object_is_answered_with_its_line(string json, string field, int line)
    {
        var problem = Read(json).Problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Line.ShouldBe(line);
    }

    public static TheoryData<string, string, Action<JsonNode>> Problems => new()
    {
        { "invoice_number", "missing", invoice => invoice.AsObject().Remove("invoice_number") },
        { "invoice_number", "at least one digit", invoice => invoice["invoice_number"] = "FAC" },
        { "issue_date", "YYYY-MM-DD", invoice => invoice["issue_date"] = "02.03.2026" },
        { "type", "credit_note", invoice => invoice["type"] = "proforma" },
        { "lines", "no line", invoice => invoice["lines"] = new JsonArray() },
        { "lines", "must be a list", invoice => invoice["lines"] = "x" },
        { "lines[0].quantity", "missing", invoice => Line(invoice).Remove("quantity") },
        { "lines[0].quantity", "not a number", invoice => Line(invoice)["quantity"] = "2,5" },
        { "lines[0].unit_price", "negative", invoice => Line(invoice)["unit_price"] = -150 },
        { "lines[0].name", "missing", invoice => Line(invoice).Remove("description") },
        { "lines[0].vat_rate", "2025-07-31", invoice => Line(invoice)["vat_rate"] = 19 },
        { "lines[0].vat_rate", "per cent", invoice => Line(invoice)["vat_rate"] = 0.21 },
        { "lines[0].vat_rate", "missing", invoice => Line(invoice).Remove("vat_rate") },
        { "lines[0].vat_exemption_reason", "needs a reason", invoice => Line(invoice)["vat_rate"] = 0 },
        { "lines[0].vat_category", "not S", invoice => Line(invoice)["vat_category"] = "Q" },
        { "lines[0].vat_rate", "rate 0", invoice => Line(invoice)["vat_category"] = "AE" },
        { "lines[0].discount_percent", "not both", invoice => { Line(invoice)["discount"] = 1; Line(invoice)["discount_percent"] = 1; } },
        { "lines[0].total", "2 × 150.00 = 300.00", invoice => Line(invoice)["total"] = 299.99 },
        { "vat_total", "300.00 × 21 % = 63.00", invoice => invoice["vat_total"] = 47.90 },
        { "grand_total", "300.00 + 63.00 = 363.00", invoice => invoice["grand_total"] = 347.90 },
        { "seller", "missing", invoice => invoice.AsObject().Remove("seller") },
        { "seller.vat_id", "check digit", invoice => invoice["seller"]!["vat_id"] = "RO12345678" },
        { "seller.vat_id", "missing", invoice => invoice["seller"]!.AsObject().Remove("vat_id") },
        { "seller.iban", "not a valid IBAN", invoice => invoice["seller"]!["iban"] = "RO00" },
        { "buyer.vat_id", "check digit", invoice => invoice["buyer"]!["vat_id"] = "RO87654321" },
        { "buyer.vat_id", "person", invoice => invoice["buyer"]!.AsObject().Remove("vat_id") },
        { "buyer.cnp", "CNP", invoice => invoice["buyer"]!["cnp"] = "1800101221145" },
        { "buyer.address.city", "sector of Bucharest", invoice => invoice["buyer"]!["address"] = "Bd. Unirii 3, București" },
        { "buyer.address.county", "'Slobozia'", invoice => invoice["buyer"]!["address"] = "Str. Lungă 3, Slobozia" },
        { "buyer.address.county", "no Romanian county", invoice => invoice["buyer"]!["county"] = "Transilvania" },
        { "buyer.name", "must be a text", invoice => invoice["buyer"]!["name"] = true },
        { "exchange_rate", "in lei", invoice => invoice["currency"] = "EUR" },
        { "discounts[0].amount", "two decimals", invoice => invoice["discounts"] = new JsonArray(new JsonObject { ["amount"] = 1.005 }) },
        { "seller.address.street", "at most 150", invoice => invoice["seller"]!["address"] = new string('x', 151) + ", Cluj-Napoca" },
        { "notes[1]", "at most 300", invoice => invoice["notes"] = new JsonArray("x", new string('x', 301)) },
        { "preceding_invoices[0].number", "at most 200", invoice => invoice["preceding_invoices"] = new JsonArray(new string('1', 201)) },
        { "seller.contact_name", "at most 100", invoice => invoice["seller"]!["contact_name"] = new string('x', 101) },
        { "payment_reference", "at most 140", invoice => invoice["payment_reference"] = new string('x', 141) },
        { "lines[0].name", "at most 100", invoice => Line(invoice)["description"] = new string('x', 101) },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Whatever_is_wrong_is_named_with_field_and_line(string field, string words, Action<JsonNode> change)
    {
        var root = JsonNode.Parse(Good)!;
        change(root["invoice"]!);
        var result = Read(root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
        result.Invoice.ShouldBeNull();
        result.Problems.ShouldContain(problem => problem.Field == field && problem.MessageEn.Contains(words) && problem.MessageRo.Length > 0, string.Join("\n", result.Problems));
    }

    [Fact]
    public void A_problem_points_at_its_line_and_column()
    {
        var problem = Read(Good.Replace("\"issue_date\": \"2026-03-02\"", "\"issue_date\": \"ieri\"")).Problems[0];
        problem.Field.ShouldBe("issue_date");
        (problem.Line, problem.Column).ShouldBe((6, 19));
        problem.ToString().ShouldStartWith("line 6, column 19: issue_date: ");
    }

    [Fact]
    public void The_sample_with_impossible_figures_is_refused_for_every_reason_at_once()
    {
        const string sample = """
            {"invoice_number":"FAC-2025-001","issue_date":"2025-11-16",
             "seller":{"name":"SC Example SRL","vat_id":"RO12345678","address":"Str. Exemplu 1, București"},
             "buyer":{"name":"SC Client SRL","vat_id":"RO87654321","address":"Str. Client 5, Cluj-Napoca"},
             "lines":[{"description":"Bilet Concert","quantity":2,"unit_price":150.00,"vat_rate":19,"total":300.00}],
             "total":300.00,"vat_total":47.90,"grand_total":347.90}
            """;
        Read(sample).Problems.Select(problem => problem.Field).ShouldBe(["lines[0].vat_rate", "seller.vat_id", "seller.address.city", "buyer.vat_id"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("2025-07-31", 19, true)]
    [InlineData("2025-08-01", 19, false)]
    [InlineData("2025-08-01", 21, true)]
    [InlineData("2025-07-31", 21, false)]
    public void The_rate_must_be_legal_on_the_tax_point(string day, int rate, bool legal)
    {
        var result = Change(invoice => { invoice["tax_point_date"] = day; Line(invoice)["vat_rate"] = rate; RemoveTotals(invoice); });
        (result.Invoice is not null).ShouldBe(legal);
    }

    [Fact]
    public void A_correction_keeps_the_old_rate()
    {
        var result = Change(invoice =>
        {
            invoice["type"] = "credit_note";
            invoice["preceding_invoices"] = new JsonArray(new JsonObject { ["number"] = "FAC-2025-9", ["issue_date"] = "2025-05-05" });
            Line(invoice)["vat_rate"] = 19;
            RemoveTotals(invoice);
        });
        result.Problems.ShouldBeEmpty();
        result.Invoice!.Kind.ShouldBe(DocumentKind.CreditNote);
        result.Invoice.References.PrecedingInvoices[0].ShouldBe(new PrecedingInvoice("FAC-2025-9", new DateOnly(2025, 5, 5)));
        result.Invoice.Totals!.Vat.ShouldBe(57m);
    }

    [Theory]
    [InlineData("taxare inversă", null, VatCategory.AE)]
    [InlineData("Livrare intracomunitară", null, VatCategory.K)]
    [InlineData("export", null, VatCategory.G)]
    [InlineData("art. 292 alin. (1) lit. a)", null, VatCategory.E)]
    [InlineData(null, "VATEX-EU-AE", VatCategory.AE)]
    [InlineData(null, "VATEX-EU-IC", VatCategory.K)]
    [InlineData(null, "VATEX-EU-132-1I", VatCategory.E)]
    public void Zero_per_cent_gets_the_category_of_its_reason(string? reason, string? code, VatCategory category)
    {
        var invoice = Change(node =>
        {
            Line(node)["vat_rate"] = 0;
            Line(node)["vat_exemption_reason"] = reason;
            Line(node)["vat_exemption_code"] = code;
            RemoveTotals(node);
        }).Invoice!;
        invoice.Lines[0].Vat.ShouldBe(new VatTreatment(category, 0m));
        invoice.VatBreakdown[0].ExemptionReason.ShouldBe(reason);
        (invoice.VatBreakdown[0].ExemptionReasonCode ?? reason).ShouldNotBeNull();
    }

    [Fact]
    public void A_seller_who_is_no_payer_writes_category_O_and_shows_no_VAT_identifier()
    {
        var invoice = Change(node =>
        {
            node["seller"]!["vat_id"] = "14399840";
            Line(node).Remove("vat_rate");
            RemoveTotals(node);
        }).Invoice!;
        invoice.Seller.TaxRegistrations.ShouldBe([TaxRegistration.NonVat("14399840")]);
        invoice.Buyer.TaxRegistrations.Count.ShouldBe(0);
        invoice.Buyer.LegalRegistration!.Value.ShouldBe("22354360");
        invoice.Lines[0].Vat.ShouldBe(VatTreatment.OutOfScope);
        invoice.VatBreakdown[0].ExemptionReasonCode.ShouldBe("VATEX-EU-O");
        invoice.Totals!.WithVat.ShouldBe(300m);
    }

    [Fact]
    public void A_bare_code_that_charges_VAT_belongs_to_a_payer() =>
        Change(invoice => invoice["seller"]!["vat_id"] = "14399840").Invoice!.Seller.VatId.ShouldBe("RO14399840");

    [Fact]
    public void A_payer_may_not_be_declared_a_non_payer_and_charge_VAT() =>
        Change(invoice => invoice["seller"]!["vat_payer"] = false).Problems.ShouldContain(problem => problem.Field == "lines[0].vat_rate");

    [Theory]
    [InlineData(null, "0000000000000")]
    [InlineData("1800101221144", "1800101221144")]
    public void A_consumer_has_a_personal_code_or_thirteen_zeros(string? cnp, string code)
    {
        var invoice = Change(node =>
        {
            node["buyer"]!.AsObject().Remove("vat_id");
            node["buyer"]!["person"] = true;
            node["buyer"]!["cnp"] = cnp;
        }).Invoice!;
        invoice.Buyer.LegalRegistration!.Value.ShouldBe(code);
        invoice.Buyer.TaxRegistrations.Count.ShouldBe(0);
    }

    [Fact]
    public void A_buyer_without_RO_is_a_company_that_is_no_payer()
    {
        var buyer = Change(invoice => invoice["buyer"]!["vat_id"] = "22354360").Invoice!.Buyer;
        buyer.TaxRegistrations.Count.ShouldBe(0);
        buyer.LegalRegistration!.Value.ShouldBe("22354360");
    }

    [Fact]
    public void A_foreign_buyer_keeps_its_number_and_country()
    {
        var buyer = Change(invoice =>
        {
            invoice["buyer"]!["vat_id"] = "DE123456789";
            invoice["buyer"]!["address"] = new JsonObject { ["street"] = "Hauptstr. 1", ["city"] = "Berlin" };
        }).Invoice!.Buyer;
        buyer.VatId.ShouldBe("DE123456789");
        buyer.Address.CountryCode.ShouldBe("DE");
        buyer.Address.Subdivision.ShouldBeNull();
    }

    [Fact]
    public void A_known_address_completes_one_that_cannot_be()
    {
        var known = new PostalAddress { Street = "Bd. Unirii 3", City = "SECTOR3", Subdivision = "RO-B", CountryCode = "RO" };
        var json = Good.Replace("Bd. Unirii 3, bl. A, Sector 3, București", "București");
        var options = new SimpleOptions { KnownAddresses = new Dictionary<string, PostalAddress> { ["22354360"] = known } };
        var result = SimpleInvoiceMapper.Read(Encoding.UTF8.GetBytes(json), options);
        result.Invoice!.Buyer.Address.ShouldBe(known);
        result.Warnings.ShouldHaveSingleItem().Field.ShouldBe("buyer.address");
    }

    [Theory]
    [InlineData("Str. Lungă 4, ap. 3, Brăila", "Str. Lungă 4, ap. 3", "Brăila", "RO-BR")]
    [InlineData("Str. Lungă 4, Făurei, Brăila", "Str. Lungă 4", "Făurei", "RO-BR")]
    [InlineData("Str. Lungă 4, Făurei, jud. Brăila, 815100, România", "Str. Lungă 4", "Făurei", "RO-BR")]
    [InlineData("Calea Victoriei 1, București, 010061", "Calea Victoriei 1", "SECTOR1", "RO-B")]
    [InlineData("Calea Victoriei 1, București Sector 1", "Calea Victoriei 1", "SECTOR1", "RO-B")]
    [InlineData("Calea Victoriei 1; Municipiul București; Sectorul 2", "Calea Victoriei 1", "SECTOR2", "RO-B")]
    public void An_address_in_one_line_is_taken_apart(string text, string street, string city, string county)
    {
        var address = Change(invoice => invoice["buyer"]!["address"] = text).Invoice!.Buyer.Address;
        (address.Street, address.City, address.Subdivision).ShouldBe((street, city, county));
    }

    [Fact]
    public void Discounts_by_amount_and_percentage_and_on_the_document()
    {
        var invoice = Change(node =>
        {
            Line(node)["discount_percent"] = 10;
            node["lines"]!.AsArray().Add(new JsonObject { ["name"] = "A", ["quantity"] = 1, ["unit_price"] = 10, ["discount"] = 1.5, ["vat_rate"] = 21 });
            node["discounts"] = new JsonArray(new JsonObject { ["amount"] = 5, ["reason"] = "Fidelitate" });
            node["charges"] = new JsonArray(new JsonObject { ["amount"] = 20, ["reason"] = "Transport", ["vat_rate"] = 21 });
            RemoveTotals(node);
        }).Invoice!;
        invoice.Lines.Select(line => line.NetAmount).ShouldBe([270m, 8.5m]);
        invoice.Totals!.WithoutVat.ShouldBe(293.5m);
        invoice.AllowanceCharges[0].Vat.ShouldBe(VatTreatment.Rated(21m));
    }

    [Fact]
    public void A_document_discount_over_several_rates_must_say_which()
    {
        Change(node =>
        {
            node["lines"]!.AsArray().Add(new JsonObject { ["name"] = "A", ["quantity"] = 1, ["unit_price"] = 10, ["vat_rate"] = 11 });
            node["discounts"] = new JsonArray(new JsonObject { ["amount"] = 5 });
            RemoveTotals(node);
        }).Problems.ShouldHaveSingleItem().Field.ShouldBe("discounts[0].vat_rate");
    }

    [Fact]
    public void Euro_invoices_state_VAT_in_lei_and_the_rate_used()
    {
        var invoice = Change(node => { node["currency"] = "EUR"; node["exchange_rate"] = 5.0987; }).Invoice!;
        invoice.TaxCurrency.ShouldBe("RON");
        invoice.Totals!.VatInTaxCurrency.ShouldBe(321.22m);
        invoice.Notes[0].Text.ShouldBe("Curs de schimb: 1 EUR = 5.0987 RON");
    }

    [Fact]
    public void What_was_decided_or_not_understood_is_a_warning()
    {
        var result = Change(invoice => { invoice.AsObject().Remove("due_date"); Line(invoice)["unit"] = "căruță"; Line(invoice)["vat_rte"] = 21; });
        result.Invoice!.DueDate.ShouldBe(result.Invoice.IssueDate);
        result.Invoice.Lines[0].UnitCode.ShouldBe("C62");
        result.Warnings.Select(warning => warning.Field).ShouldBe(["lines[0].vat_rte", "lines[0].unit", "due_date"]);
    }

    [Fact]
    public void A_storno_has_negative_quantities()
    {
        var invoice = Change(node => { Line(node)["quantity"] = -2; RemoveTotals(node); }).Invoice!;
        invoice.Totals!.Payable.ShouldBe(-363m);
        UblWriter.Check(invoice).ShouldBeEmpty();
    }

    [Fact]
    public void Damaged_JSON_never_throws() => Property.Holds(
        from position in Gen.Choose(0, Good.Length - 1)
        from length in Gen.Choose(0, 30)
        from insert in Gen.Elements("", "{", "}", "[", "]", "\"", ",", "null", "1e99", "-1", "\"\\ud800\"", "\0", "{}", "true", "999999999999")
        select Good[..position] + insert + Good[Math.Min(Good.Length, position + length)..],
        json => Read(json).ShouldNotBeNull(),
        runs: 3_000);

    private static SimpleResult Read(string json) => SimpleInvoiceMapper.Read(Encoding.UTF8.GetBytes(json));

    private static SimpleResult Change(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(Good)!;
        change(root["invoice"]!);
        return Read(root.ToJsonString());
    }

    private static JsonObject Line(JsonNode invoice) => invoice["lines"]![0]!.AsObject();

    private static void RemoveTotals(JsonNode invoice)
    {
        foreach (var name in (string[])["total", "vat_total", "grand_total"])
            invoice.AsObject().Remove(name);
        Line(invoice).Remove("total");
    }
}
