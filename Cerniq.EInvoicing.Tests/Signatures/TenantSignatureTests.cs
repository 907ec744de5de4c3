using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Cerniq.EInvoicing.Signatures;
using Cerniq.EInvoicing.Tests.Validation;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Signatures;

/// <summary>Signatures with a tenant's own certificate: beside the document, and in it.</summary>
public sealed class TenantSignatureTests
{
    private static readonly TrustedSigners Trusted = TrustedSigners.Of(TestCertificates.Ministry);

    [Fact]
    public void A_detached_signature_is_verified()
    {
        var signature = DetachedSignature.Sign("content"u8, TestCertificates.Ministry, TestCertificates.Within);

        DetachedSignature.Verify("content"u8, signature, Trusted, TestCertificates.Within).Status.ShouldBe(SignatureStatus.Valid);
        DetachedSignature.Verify("Content"u8, signature, Trusted).Status.ShouldBe(SignatureStatus.ContentAltered);
        DetachedSignature.Verify("content"u8, signature, TrustedSigners.Of(TestCertificates.Stranger)).Status.ShouldBe(SignatureStatus.UntrustedSigner);
        DetachedSignature.Verify("content"u8, signature, Trusted, TestCertificates.Until.AddDays(1)).Status.ShouldBe(SignatureStatus.OutsideValidity);
        DetachedSignature.Verify("content"u8, "junk"u8, Trusted).Status.ShouldBe(SignatureStatus.Malformed);
    }

    [Fact]
    public void A_signed_invoice_is_verified_and_stays_a_valid_invoice()
    {
        var signed = InvoiceSigner.SignEnveloped(UblSample.Invoice().Bytes, TestCertificates.Ministry).ShouldNotBeNull();

        InvoiceSigner.VerifyEnveloped(signed, Trusted, TestCertificates.Within).Status.ShouldBe(SignatureStatus.Valid);
        var result = InvoiceValidator.Validate(signed);
        result.Valid.ShouldBeTrue(result.Problem);
        result.Violations.Select(v => v.RuleId).ShouldBe(["UBL-CR-001"]);
    }

    [Fact]
    public void The_platforms_own_verifier_agrees()
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Encoding.UTF8.GetString(InvoiceSigner.SignEnveloped(UblSample.Invoice().Bytes, TestCertificates.Ministry)!));
        var verifier = new SignedXml(document);
        verifier.LoadXml((XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!);

        verifier.CheckSignature(TestCertificates.Ministry, verifySignatureOnly: true).ShouldBeTrue();
    }

    [Fact]
    public void Our_verifier_agrees_with_the_platforms_canonical_form()
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml("<?p q?><!-- c --><a xmlns='urn:a' xmlns:z='urn:z' xmlns:b=\"urn:b\" z:y='1' b:x='&lt;&#9;&#10;&#13;\"' k=\"'\"><!-- c --><c xmlns=''>t &gt; &amp; &#13;<d xmlns='' xmlns:z='urn:z'/></c><?p  q r?><z:e/>\n</a>");
        var transform = new XmlDsigC14NTransform();
        transform.LoadInput(document.SelectNodes("/*/descendant-or-self::node()|/*/descendant-or-self::*/@*|/*/descendant-or-self::*/namespace::*")!);
        using var stream = (MemoryStream)transform.GetOutput(typeof(Stream));

        Encoding.UTF8.GetString(CanonicalXml.Of(document.DocumentElement!)).ShouldBe(Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_change_to_a_signed_invoice_is_noticed()
    {
        var signed = Encoding.UTF8.GetString(InvoiceSigner.SignEnveloped(UblSample.Invoice().Bytes, TestCertificates.Ministry)!);
        var altered = signed.Replace("CRQ-1024", "CRQ-1025", StringComparison.Ordinal);

        InvoiceSigner.VerifyEnveloped(Encoding.UTF8.GetBytes(altered), Trusted).Status.ShouldBe(SignatureStatus.ContentAltered);
        InvoiceSigner.VerifyEnveloped(UblSample.Invoice().Bytes, Trusted).Status.ShouldBe(SignatureStatus.Malformed);
        InvoiceSigner.VerifyEnveloped(Encoding.UTF8.GetBytes(signed), TrustedSigners.Of(TestCertificates.Stranger)).Status.ShouldBe(SignatureStatus.UntrustedSigner);
    }

    [Fact]
    public void What_cannot_be_signed_is_said_so()
    {
        InvoiceSigner.SignEnveloped("no xml"u8.ToArray(), TestCertificates.Ministry).ShouldBeNull();
        var signed = InvoiceSigner.SignEnveloped(UblSample.Invoice().Bytes, TestCertificates.Ministry);
        InvoiceSigner.SignEnveloped(signed, TestCertificates.Ministry).ShouldBeNull();
    }
}
