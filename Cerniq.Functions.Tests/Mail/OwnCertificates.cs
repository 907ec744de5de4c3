using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.Functions.Tests.Mail;

/// <summary>Certificates that the tests' own mail servers show. Only those that were trusted here are believed beyond what the
/// machine believes.</summary>
internal static class OwnCertificates
{
    private static readonly ConcurrentDictionary<string, bool> Trusted = new(StringComparer.Ordinal);

    // SmtpClient has no other place to say whom to believe.
#pragma warning disable SYSLIB0014, MA0039
    static OwnCertificates() => ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, errors) =>
        errors == SslPolicyErrors.None || (shown is not null && Trusted.ContainsKey(shown.GetCertHashString()));
#pragma warning restore SYSLIB0014, MA0039

    /// <summary>A new certificate of this machine, signed by itself.</summary>
    public static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2045, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    public static void Trust(X509Certificate2 certificate) => Trusted[certificate.GetCertHashString()] = true;
}
