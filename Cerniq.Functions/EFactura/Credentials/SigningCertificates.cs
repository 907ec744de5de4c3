using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>The certificate a tenant signs its archived packages with.</summary>
internal static class SigningCertificates
{
    private const string WhereToSet =
        "Set signing_certificate (the PKCS#12 file in base64) and signing_certificate_password with PUT /api/tenants/{tenant}/settings, "
        + "or import efactura_credentials and efactura_signing with POST /api/tenants/{tenant}/credentials/import; "
        + "signing_method NONE turns signing off.";

    /// <summary>The certificate with its key. The caller disposes it.</summary>
    /// <exception cref="SigningCertificateException">There is none, or it cannot sign; it says what to do.</exception>
    public static async Task<X509Certificate2> LoadAsync(TenantSettings settings, string tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await settings.SecretAsync(tenant, SettingsCatalogue.SigningCertificate, cancellationToken)
            ?? throw new SigningCertificateException("Certificate required for signing: signing_certificate is not set.", WhereToSet);
        var alias = (await settings.GetAsync(tenant, cancellationToken)).Get(SettingsCatalogue.SigningAlias);
        var certificate = Open(stored, await settings.SecretAsync(tenant, SettingsCatalogue.SigningPassword, cancellationToken), alias);
        if (WhyUnfit(certificate, now) is not { } unfit)
        {
            return certificate;
        }

        certificate.Dispose();
        throw new SigningCertificateException(unfit, WhereToSet);
    }

    /// <exception cref="SigningCertificateException">It is no PKCS#12 file, or the password is another.</exception>
    private static X509Certificate2 Open(string stored, string? password, string? alias)
    {
        try
        {
            return NamedKeys.Open(Convert.FromBase64String(stored), password, alias);
        }
        catch (KeyNameException unnamed)
        {
            throw new SigningCertificateException($"signing_certificate: {unnamed.Message} Set signing_certificate_alias.", WhereToSet);
        }
        catch (FormatException)
        {
            throw new SigningCertificateException("signing_certificate is not base64.", WhereToSet);
        }
        catch (CryptographicException)
        {
            throw new SigningCertificateException("signing_certificate cannot be opened: it is no PKCS#12 file, or signing_certificate_password is not its password.", WhereToSet);
        }
    }

    private static string? WhyUnfit(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (!certificate.HasPrivateKey)
        {
            return "signing_certificate holds no private key.";
        }

        var (from, to) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        return now > to ? $"signing_certificate ended on {to:yyyy-MM-dd}: a new one is needed."
            : now < from ? $"signing_certificate only holds from {from:yyyy-MM-dd}."
            : null;
    }
}

/// <summary>A package could not be signed.</summary>
/// <param name="help">What to set, and where.</param>
public sealed class SigningCertificateException(string what, string help) : Exception($"{what} {help}")
{
    public string What { get; } = what;
}
