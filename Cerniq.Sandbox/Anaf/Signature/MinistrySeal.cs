using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf.Signature;

/// <summary>The certificate that stands in for the ministry's electronic seal. It is made once and kept with the data, also over a reset.</summary>
internal sealed class MinistrySeal : IDisposable
{
    /// <summary>The subject as it is printed in <c>X509SubjectName</c>.</summary>
    public const string SubjectName = "CN=Ministerul Finantelor,2.5.4.97=#0c083235383836313038,O=Ministerul Finantelor,C=RO";

    private const string KeyBlob = "keep/anaf.seal.key";
    private const string CertificateBlob = "keep/anaf.seal.certificate";

    private readonly RSA _key = RSA.Create();
    private readonly Lock _lock = new();

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
        _key.ImportPkcs8PrivateKey(key, out _);
        Certificate = X509CertificateLoader.LoadCertificate(certificate);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>RSA with PKCS#1 v1.5 padding and SHA-1, as the ministry signs.</summary>
    public byte[] Sign(string canonical)
    {
        lock (_lock)
        {
#pragma warning disable CA5350 // The ministry's signatures are rsa-sha1; a stand-in must produce the same kind.
            return _key.SignData(Encoding.UTF8.GetBytes(canonical), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

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
