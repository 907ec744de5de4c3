using System.Security.Cryptography;
using System.Text;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.EInvoicing.Tests.Signatures;

public sealed class MinistrySignatureTests
{
    private static readonly byte[] Content = "<?xml version=\"1.0\"?>\n<Invoice>șț</Invoice>\n"u8.ToArray();
    private static readonly TrustedSigners Trusted = TrustedSigners.Of(TestCertificates.Ministry);

    [Theory]
    [InlineData(SignatureAlgorithm.RsaSha1)]
    [InlineData(SignatureAlgorithm.RsaSha256)]
    public void What_is_signed_here_is_verified_here(SignatureAlgorithm algorithm)
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Ministry, algorithm);

        var verdict = MinistrySignature.Verify(Content, signature, Trusted, TestCertificates.Within);

        verdict.Status.ShouldBe(SignatureStatus.Valid, verdict.Detail);
        verdict.Signer.ShouldNotBeNull().Name.ShouldBe("Ministerul de Probă");
        verdict.Signer.NotAfter.ShouldBe(TestCertificates.Until);
        verdict.Signer.Sha256.ShouldBe(Convert.ToHexString(SHA256.HashData(TestCertificates.Ministry.RawData)));
    }

    [Fact]
    public void The_file_has_the_form_of_the_ministry()
    {
        var text = Encoding.UTF8.GetString(ResponseSigner.Sign(Content, TestCertificates.Ministry));

        text.ShouldStartWith("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/><SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\"/><Reference URI=\"\"><DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue>");
        text.ShouldContain("<X509SubjectName>CN=Ministerul de Probă,O=Probă\\, și atât,C=RO</X509SubjectName>");
        text.ShouldEndWith("</X509Certificate></X509Data></KeyInfo></Signature>");
        text.ShouldContain("&#13;\n");
        text.Split("<SignatureValue>")[1].Split("&#13;\n")[0].Length.ShouldBe(76);
    }

    [Fact]
    public void One_changed_byte_of_the_content_is_noticed()
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Ministry);
        var altered = (byte[])[.. Content, (byte)' '];

        MinistrySignature.Verify(altered, signature, Trusted).Status.ShouldBe(SignatureStatus.ContentAltered);
    }

    [Fact]
    public void A_signature_by_someone_else_is_sound_but_not_trusted()
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Stranger);

        var verdict = MinistrySignature.Verify(Content, signature, Trusted);

        verdict.Status.ShouldBe(SignatureStatus.UntrustedSigner);
        verdict.Signer.ShouldNotBeNull().Subject.ShouldBe("CN=Altcineva,C=RO");
    }

    [Fact]
    public void A_certificate_put_in_place_of_the_signers_is_noticed()
    {
        var mine = Encoding.UTF8.GetString(ResponseSigner.Sign(Content, TestCertificates.Stranger));
        var theirs = Encoding.UTF8.GetString(ResponseSigner.Sign(Content, TestCertificates.Ministry));
        var forged = mine.Split("<X509Certificate>")[0] + "<X509Certificate>" + theirs.Split("<X509Certificate>")[1];

        MinistrySignature.Verify(Content, Encoding.UTF8.GetBytes(forged), Trusted).Status.ShouldBe(SignatureStatus.Forged);
    }

    [Fact]
    public void A_digest_put_in_place_of_the_signed_one_is_noticed()
    {
        var signature = Encoding.UTF8.GetString(ResponseSigner.Sign("other"u8, TestCertificates.Ministry));
        var forged = signature.Replace(Convert.ToBase64String(SHA256.HashData("other"u8)), Convert.ToBase64String(SHA256.HashData(Content)), StringComparison.Ordinal);

        MinistrySignature.Verify(Content, Encoding.UTF8.GetBytes(forged), Trusted).Status.ShouldBe(SignatureStatus.Forged);
    }

    [Theory]
    [InlineData("</SignedInfo>", "</SignedInfo><SignedInfo/>", SignatureStatus.Malformed)]
    [InlineData("<DigestMethod", "<Transforms/><DigestMethod", SignatureStatus.Unsupported)]
    [InlineData("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1", SignatureStatus.Unsupported)]
    [InlineData("REC-xml-c14n-20010315", "REC-xml-c14n-20010315#WithComments", SignatureStatus.Unsupported)]
    [InlineData("xmldsig#rsa-sha1", "xmldsig#hmac-sha1", SignatureStatus.Unsupported)]
    [InlineData("<SignatureValue>", "<SignatureValue>!", SignatureStatus.Malformed)]
    [InlineData("<X509Certificate>", "<X509Certificate>AAAA", SignatureStatus.Malformed)]
    [InlineData("<Signature xmlns", "<!DOCTYPE Signature [<!ENTITY a 'b'>]><Signature xmlns", SignatureStatus.Malformed)]
    [InlineData("<KeyInfo>", "<Other>", SignatureStatus.Malformed)]
    public void Other_forms_are_refused_each_for_its_reason(string part, string instead, SignatureStatus status)
    {
        var text = Encoding.UTF8.GetString(ResponseSigner.Sign(Content, TestCertificates.Ministry)).Replace(part, instead, StringComparison.Ordinal);

        MinistrySignature.Verify(Content, Encoding.UTF8.GetBytes(text), Trusted).Status.ShouldBe(status);
    }

    [Fact]
    public void White_space_between_the_parts_is_part_of_what_is_signed()
    {
        var text = Encoding.UTF8.GetString(ResponseSigner.Sign(Content, TestCertificates.Ministry)).Replace("<SignedInfo>", "<SignedInfo> ", StringComparison.Ordinal);

        MinistrySignature.Verify(Content, Encoding.UTF8.GetBytes(text), Trusted).Status.ShouldBe(SignatureStatus.Forged);
    }

    [Fact]
    public void A_signer_issued_under_a_trusted_authority_is_trusted()
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Issued);

        MinistrySignature.Verify(Content, signature, TrustedSigners.Of(TestCertificates.Authority), TestCertificates.Within).Status.ShouldBe(SignatureStatus.Valid);
        MinistrySignature.Verify(Content, signature, TrustedSigners.Of(TestCertificates.Stranger), TestCertificates.Within).Status.ShouldBe(SignatureStatus.UntrustedSigner);
    }

    [Fact]
    public void A_signer_may_be_known_by_fingerprint_alone()
    {
        var fingerprint = string.Join(':', SHA256.HashData(TestCertificates.Ministry.RawData).Select(b => b.ToString("x2")));

        MinistrySignature.Verify(Content, ResponseSigner.Sign(Content, TestCertificates.Ministry), new TrustedSigners([], [fingerprint])).IsValid.ShouldBeTrue();
    }

    [Fact]
    public void The_certificate_must_be_valid_at_the_time_asked_about()
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Ministry);

        MinistrySignature.Verify(Content, signature, Trusted, TestCertificates.From.AddDays(-1)).Status.ShouldBe(SignatureStatus.OutsideValidity);
        MinistrySignature.Verify(Content, signature, Trusted, TestCertificates.Until.AddDays(1)).Status.ShouldBe(SignatureStatus.OutsideValidity);
    }

    [Fact]
    public void No_damage_to_the_file_makes_it_valid_or_raises_an_exception()
    {
        var signature = ResponseSigner.Sign(Content, TestCertificates.Ministry);
        var random = new Random(7);
        var info = Encoding.UTF8.GetString(signature).IndexOf("</SignedInfo>", StringComparison.Ordinal);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = (byte[])signature.Clone();
            // Within the signed part nothing may change; the declaration before it is not signed.
            damaged[random.Next(120, info)] = (byte)random.Next(256);
            var verdict = MinistrySignature.Verify(Content, damaged, Trusted);
            if (!damaged.AsSpan().SequenceEqual(signature) && Encoding.UTF8.GetString(damaged).Replace('\'', '"') != Encoding.UTF8.GetString(signature))
                verdict.Status.ShouldNotBe(SignatureStatus.Valid, Encoding.UTF8.GetString(damaged));
        }
    }
}
