using Cerniq.Functions.Anaf;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Clients;

public sealed class ClientRulesTests
{
    private static readonly ClientData Good = Deals.Request().Client!;
    private static readonly RegistryAnswer Known = new(
        new AnafData("DANTE INTERNATIONAL S.A.", "MUN. BUCUREŞTI", "INREGISTRAT", ScpTVA: true, new DateOnly(2002, 2, 1), StatusROeFactura: true), Inactive: false);

    /// <summary>What is wrong with the data, the field and the code of section 2.5 that say so.</summary>
    public static TheoryData<string, ClientData, string, string> Wrong => new()
    {
        { "a check digit", Good with { Cui = "RO14399841" }, "cui", "INVALID_CUI" },
        { "letters", Good with { Cui = "ROX" }, "cui", "INVALID_CUI" },
        { "another company", Good with { CompanyName = "ALTA FIRMA SRL" }, "companyName", "COMPANY_NAME_MISMATCH" },
        { "a legal form alone", Good with { CompanyName = "SA" }, "companyName", "COMPANY_NAME_MISMATCH" },
        { "the VAT status", Good with { IsVatPayer = false }, "isVatPayer", "VAT_STATUS_MISMATCH" },
        { "a short address", Good with { Address = "Str" }, "address", "INCOMPLETE_ADDRESS" },
        { "no city", Good with { City = " " }, "address", "INCOMPLETE_ADDRESS" },
        { "no county", Good with { County = "" }, "address", "INCOMPLETE_ADDRESS" },
        { "no e-mail", Good with { Email = null }, "email", "INVALID_EMAIL" },
        { "an e-mail without a domain", Good with { Email = "ana@firma" }, "email", "INVALID_EMAIL" },
        { "an account's check digits", Good with { BankAccount = "RO00AAAA1B31007593840000" }, "bankAccount", "INVALID_BANK_ACCOUNT" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_fault_is_named_with_its_field_its_code_and_what_to_do(string what, ClientData client, string field, string code)
    {
        var (checks, fixes) = ClientRules.Check(client, Known, askedAndUnknown: false);

        var fix = fixes.ShouldHaveSingleItem(what);
        (fix.Field, fix.Code).ShouldBe((field, code));
        fix.Suggestion.ShouldNotBeNullOrEmpty();
        var untouched = new ClientChecks();
        checks.CuiValid.ShouldBe(field != "cui");
        checks.CompanyNameMatch.ShouldBe(field != "companyName");
        checks.VatStatusMatch.ShouldBe(field != "isVatPayer");
        checks.AddressComplete.ShouldBe(field != "address");
        checks.ContactComplete.ShouldBe(field is not ("email" or "bankAccount"));
        checks.ShouldNotBe(untouched);
    }

    [Fact]
    public void Right_data_need_no_fix()
    {
        var (checks, fixes) = ClientRules.Check(Good, Known, askedAndUnknown: false);

        fixes.ShouldBeEmpty();
        checks.ShouldBe(new ClientChecks());
    }

    [Fact]
    public void A_code_that_the_registry_does_not_know_and_an_inactive_company_are_told_apart()
    {
        var (checks, unknown) = ClientRules.Check(Good, anaf: null, askedAndUnknown: true);
        unknown.ShouldHaveSingleItem().Code.ShouldBe("CUI_NOT_FOUND_ANAF");
        (checks.CuiValid, checks.CuiMessage).ShouldBe((false, "CUI RO14399840 not found in ANAF records"));

        ClientRules.Check(Good, Known with { Inactive = true }, askedAndUnknown: false).Fixes.ShouldHaveSingleItem().Code.ShouldBe("COMPANY_INACTIVE");
    }

    [Fact]
    public void A_mismatch_shows_both_sides()
    {
        var (checks, fixes) = ClientRules.Check(
            Good with { CompanyName = "ALTA FIRMA SRL", IsVatPayer = false }, Known, askedAndUnknown: false);

        (checks.CompanyNameOblio, checks.CompanyNameAnaf).ShouldBe(("ALTA FIRMA SRL", "DANTE INTERNATIONAL S.A."));
        (checks.VatStatusOblio, checks.VatStatusAnaf).ShouldBe((false, true));
        fixes.Select(fix => fix.Suggestion).ShouldBe(["Use ANAF registered name: DANTE INTERNATIONAL S.A.", "Set isVatPayer to true"]);
    }

    [Fact]
    public void A_foreign_company_has_no_Romanian_code_and_no_county()
    {
        var foreign = Good with { Cui = "DE811569869", Country = "Germania", County = "" };
        ClientRules.Check(foreign, anaf: null, askedAndUnknown: false).Fixes.ShouldBeEmpty();
    }
}
