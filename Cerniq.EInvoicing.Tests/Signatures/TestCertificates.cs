using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.EInvoicing.Tests.Signatures;

/// <summary>Certificates made for the tests, once.</summary>
internal static class TestCertificates
{
    public static readonly DateTimeOffset From = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = new(2035, 1, 1, 0, 0, 0, TimeSpan.Zero), Within = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly X509Certificate2 Ministry = SelfSigned("CN=Ministerul de Probă, O=\"Probă, și atât\", C=RO");

    public static readonly X509Certificate2 Stranger = SelfSigned("CN=Altcineva, C=RO");

    public static readonly X509Certificate2 Authority = SelfSigned("CN=Autoritate de Probă, C=RO", authority: true);

    public static readonly X509Certificate2 Issued = IssuedBy(Authority, "CN=Ministerul Emis, C=RO");

    private static X509Certificate2 SelfSigned(string name, bool authority = false)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        return request.CreateSelfSigned(From, Until);
    }

    private static X509Certificate2 IssuedBy(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var issued = request.Create(authority, From, Until, [1, 2, 3, 4]);
        return issued.CopyWithPrivateKey(key);
    }
}
