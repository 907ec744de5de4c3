using System.Text;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafPublicTests
{
    private const string Blocked =
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 42";

    private static readonly byte[] Xml = Encoding.UTF8.GetBytes("<Invoice xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x ../../x.xsd\"><ID>1</ID></Invoice>");
    private readonly AnafFixture anaf = new();

    [Fact]
    public async Task Validates_without_a_login()
    {
        anaf.Stub.Then("""{"stare":"ok","trace_id":"c8c9da20-843f-4130-91d1-4ee8b0baaa30"}""");

        var result = await anaf.Client.ValidateAsync(Xml, creditNote: false, CancellationToken.None);

        result.Valid.ShouldBeTrue();
        result.TraceId.ShouldBe("c8c9da20-843f-4130-91d1-4ee8b0baaa30");
        var sent = anaf.Stub.Requests.ShouldHaveSingleItem();
        sent.Address.ToString().ShouldBe("https://webservicesp.anaf.ro/prod/FCTEL/rest/validare/FACT1");
        sent.Headers["Connection"].ShouldBe("close");
        sent.Headers.Keys.ShouldNotContain("Authorization");
    }

    [Theory]
    [InlineData("E: validari globale  SCHEMATRON   eroare: [BR-RO-110]-Codul judetului     #County", "BR-RO-110")]
    [InlineData("E: AccountingSupplierParty (1) sectiune Party (1)  eroare regula: R_BT_32_cui: Cui vanzator incorect / validare CUI (1234) ", "R_BT_32_cui")]
    [InlineData("tipAssert=FailedAssert; codEroare=UBL-CR-661; localizareEroare=/Invoice; textEroare=[UBL-CR-661]-x; expresieValidata=not(y)", "UBL-CR-661")]
    [InlineData("Fisierul transmis nu este valid.", null)]
    public async Task Reads_the_rule_out_of_every_form_of_message(string message, string? rule)
    {
        anaf.Stub.Then($$"""{"stare":"nok","Messages":[{"message":"{{message}}"}],"trace_id":"x"}""");

        var result = await anaf.Client.ValidateAsync(Xml, creditNote: true, CancellationToken.None);

        result.Valid.ShouldBeFalse();
        result.Findings.ShouldHaveSingleItem().ShouldBe(new AnafFinding(rule, message.Trim()));
        anaf.Stub.Requests.Last().Path.ShouldEndWith("/FCN");
    }

    [Fact]
    public async Task Makes_a_PDF_of_a_document_without_its_schema_location()
    {
        anaf.Stub.Then(_ => StubService.Bytes("%PDF-1.4"u8.ToArray(), "application/pdf"));

        (await anaf.Client.TransformToPdfAsync(Xml, creditNote: false, validated: true, CancellationToken.None)).ShouldBeOfType<PdfOutcome.Made>();

        anaf.Stub.Requests.Last().Path.ShouldEndWith("/transformare/FACT1/DA");
        anaf.Stub.Requests.Last().Body.ShouldBe("<Invoice xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><ID>1</ID></Invoice>");
    }

    [Fact]
    public async Task Asks_once_more_without_DA_when_the_firewall_blocks()
    {
        anaf.Stub.On("/DA", Blocked).Then(_ => StubService.Bytes("%PDF-1.4"u8.ToArray(), "application/pdf"));

        (await anaf.RunAsync(anaf.Client.TransformToPdfAsync(Xml, creditNote: false, validated: true, CancellationToken.None))).ShouldBeOfType<PdfOutcome.Made>();

        anaf.Stub.Requests.Last().Path.ShouldEndWith("/transformare/FACT1");
    }

    [Fact]
    public async Task Says_what_the_firewall_said_when_it_keeps_blocking()
    {
        anaf.Stub.On("/FACT1", Blocked);

        var fault = await anaf.FaultOfAsync(anaf.Client.TransformToPdfAsync(Xml, creditNote: false, validated: false, CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.Unreadable);
        fault.Words.ShouldContain("Your support ID is: 42");
    }

    [Fact]
    public async Task An_invalid_document_gets_findings_and_no_PDF()
    {
        anaf.Stub.Then("""{"stare":"nok","Messages":[{"message":"[BR-CO-15] x"}],"trace_id":"x"}""");

        (await anaf.Client.TransformToPdfAsync(Xml, creditNote: false, validated: false, CancellationToken.None))
            .ShouldBeOfType<PdfOutcome.Refused>().Findings[0].Rule.ShouldBe("BR-CO-15");
    }
}
