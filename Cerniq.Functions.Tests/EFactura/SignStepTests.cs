using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class SignStepTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Document = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>"""u8.ToArray();

    private readonly EFacturaBench _bench = new();
    private readonly Seal _company = new();
    private EFacturaEntry _entry = null!;

    public async Task InitializeAsync()
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        var xml = await _bench.Files.KeepAsync(entry.Key, "invoice.xml", Document, EFacturaFiles.Xml, None);
        _entry = await _bench.ChangeAsync(entry, found => found with { Xml = xml });
    }

    public async Task DisposeAsync()
    {
        _company.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Signs_within_the_document()
    {
        await CertifiedAsync("XMLDSig");

        var signed = await _bench.Files.ReadAsync((await SignAsync())!, None);

        InvoiceSigner.VerifyEnveloped(signed, TrustedSigners.Of(_company.Certificate)).IsValid.ShouldBeTrue();
        (await _bench.Store.RequireAsync(_entry.Key, None)).Xml.ShouldBe(_entry.Xml);
    }

    [Fact]
    public async Task Signs_beside_the_document()
    {
        await CertifiedAsync("PKCS7");

        var stored = (await SignAsync())!;

        stored.Path.ShouldEndWith("/invoice.xml.p7s");
        var signature = await _bench.Files.ReadAsync(stored, None);
        DetachedSignature.Verify(Document, signature.Span, TrustedSigners.Of(_company.Certificate)).IsValid.ShouldBeTrue();
        DetachedSignature.Verify("<Invoice/>"u8, signature.Span, TrustedSigners.Of(_company.Certificate)).IsValid.ShouldBeFalse();
    }

    [Fact]
    public async Task Calls_a_person_once_for_all_invoices_and_no_more_when_packages_are_signed_again()
    {
        await _bench.SetAsync("""{ "signing_method": "XMLDSig" }""");
        var another = (await _bench.AddAsync(2)).Entry;
        await _bench.ChangeAsync(another, found => found with { Xml = _entry.Xml });

        await SignAsync();
        await SignAsync(another.Key);

        var alert = CerniqJson.Read<Alert>((await OpenAsync()).ShouldHaveSingleItem().Body);
        alert.Occurrences.ShouldBe(2);
        await CertifiedAsync("XMLDSig");
        (await SignAsync(another.Key)).ShouldNotBeNull();
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Signs_once()
    {
        await CertifiedAsync("XMLDSig");

        (await SignAsync()).ShouldBe(await SignAsync());
    }

    [Theory]
    [InlineData("{}", "Certificate required for signing: signing_certificate is not set. Set signing_certificate")]
    [InlineData("""{ "signing_certificate": "bm90IGEgY2VydGlmaWNhdGU=" }""", "signing_certificate")]
    public async Task Calls_a_person_and_goes_on_without_a_certificate_that_works(string settings, string named)
    {
        await _bench.SetAsync("""{ "signing_method": "XMLDSig" }""");
        await _bench.SetAsync(settings);

        (await SignAsync()).ShouldBeNull();

        System.Text.Encoding.UTF8.GetString((await OpenAsync()).ShouldHaveSingleItem().Body.Span).ShouldContain(named);
    }

    private async Task CertifiedAsync(string method)
    {
        var pfx = Convert.ToBase64String(_company.Certificate.Export(X509ContentType.Pkcs12, "p4ss"));
        await _bench.SetAsync($$"""{ "signing_method": "{{method}}", "signing_certificate": "{{pfx}}", "signing_certificate_password": "p4ss" }""");
    }

    private Task<StoredFile?> SignAsync(EFacturaKey? key = null) =>
        new SignStep(_bench.Store, _bench.Files, _bench.Adapters(RealCallers.Create()), new EFacturaAlerts(_bench.Alerts)).RunAsync(key ?? _entry.Key, None);

    private async Task<IReadOnlyList<TableRow>> OpenAsync() =>
        (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows;
}
