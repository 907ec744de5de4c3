using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf.Signature;

/// <summary>The certificate that stands in for the ministry's electronic seal. It is made once and kept with the data, also over a reset.</summary>
internal sealed class MinistrySeal : IDisposable
{
    private const string KeyBlob = "keep/anaf.seal.key";
    private const string CertificateBlob = "keep/anaf.seal.certificate";

    public MinistrySeal(SandboxStore store, TimeProvider time)
    {
        var (key, certificate) = store.WriteAsync(session =>
        {
            if (session.Blob(KeyBlob) is { } kept && session.Blob(CertificateBlob) is { } raw)
            {
                return (kept, raw);
            }

            var made = Make(time.GetUtcNow());
            session.PutBlob(KeyBlob, made.Key);
            session.PutBlob(CertificateBlob, made.Certificate);
            return made;
        }).GetAwaiter().GetResult();
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
        using var alone = X509CertificateLoader.LoadCertificate(certificate);
        Certificate = alone.CopyWithPrivateKey(rsa);
    }

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The signature file over exactly these bytes, in the ministry's form.</summary>
    public byte[] Sign(byte[] content) => ResponseSigner.Sign(content, Certificate);

    /// <summary>True when <paramref name="signature"/> is this seal's over exactly <paramref name="content"/>.</summary>
    public bool Verifies(byte[] content, byte[] signature) => MinistrySignature.Verify(content, signature, TrustedSigners.Of(Certificate)).IsValid;

    public void Dispose() => Certificate.Dispose();

    private static (byte[] Key, byte[] Certificate) Make(DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        var name = new X500DistinguishedNameBuilder();
        name.AddCountryOrRegion("RO");
        name.AddOrganizationName("Ministerul Finantelor");
        name.Add("2.5.4.97", "25886108");
        name.AddCommonName("Ministerul Finantelor");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        return (key.ExportPkcs8PrivateKey(), certificate.Export(X509ContentType.Cert));
    }
}
