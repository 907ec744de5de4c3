using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Functions.EFactura;

/// <summary>Turns the source's <c>efactura_credentials</c> and <c>efactura_signing</c> into our settings.</summary>
internal sealed class SourceCredentials
{
    public const string CredentialsKey = "efactura_credentials";
    public const string SigningKey = "efactura_signing";

    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal)
    {
        ["client_id"] = "anaf_client_id",
        ["client_secret"] = "anaf_client_secret",
        ["refresh_token"] = "anaf_refresh_token",
        ["company_cui"] = "company_cui",
    };

    private const string Alias = "alias";

    private static readonly string[] Used = ["certificate", "private_key", "password", "method"];

    /// <summary>The settings they stand for.</summary>
    public JsonObject Settings { get; } = [];

    /// <summary>Fields that nothing here asks for.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>What the certificate is, for people to check; null when there is none.</summary>
    public CertificateFacts? Certificate { get; private set; }

    /// <exception cref="CredentialImportException">Certificate, key and password do not belong together.</exception>
    public static SourceCredentials Read(JsonElement? credentials, JsonElement? signing)
    {
        var read = new SourceCredentials();
        foreach (var (name, value) in Fields(credentials).Concat(Fields(signing)))
        {
            if (Plain.TryGetValue(name, out var setting))
            {
                read.Settings[setting] = value;
            }
            else if (!Used.Contains(name, StringComparer.Ordinal))
            {
                read.Ignored.Add(name);
            }
        }

        read.TakeCertificate(Of(credentials, "certificate"), Of(credentials, "private_key"), Of(credentials, "password"), Of(signing, "certificate"), Of(signing, Alias));
        read.TakeMethod(Of(signing, "method"));
        return read;
    }

    private void TakeMethod(string? method)
    {
        if (method is null)
        {
            return;
        }

        Settings["signing_method"] = method.Replace("#", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "XMLDSIG" => "XMLDSig",
            "PKCS7" => "PKCS7",
            _ => throw new CredentialImportException(SigningKey, $"method is «{method}»; XMLDSig and PKCS7 are known."),
        };
    }

    private void TakeCertificate(string? certificate, string? key, string? password, string? signing, string? alias)
    {
        if ((signing ?? certificate) is not { } chosen)
        {
            return;
        }

        try
        {
            using var whole = Open(chosen, key, password, alias) is { HasPrivateKey: true } opened
                ? opened
                : throw new CredentialImportException(CredentialsKey, "there is no private_key for the certificate.");
            var secret = password is { Length: > 0 } ? password : Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
            Settings["signing_certificate"] = Convert.ToBase64String(whole.Export(X509ContentType.Pkcs12, secret));
            Settings["signing_certificate_password"] = secret;
            Certificate = new CertificateFacts(whole.Subject, new DateTimeOffset(whole.NotAfter.ToUniversalTime()), Convert.ToHexStringLower(SHA256.HashData(whole.RawData)));
        }
        catch (KeyNameException unnamed)
        {
            throw new CredentialImportException(SigningKey, unnamed.Message);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or FormatException)
        {
            // Their words may quote what they were given.
            throw new CredentialImportException(CredentialsKey, "certificate, private_key and password do not belong together, or are no PEM and no PKCS#12.");
        }
    }

    private X509Certificate2 Open(string certificate, string? key, string? password, string? alias)
    {
        X509Certificate2? pkcs12 = null;
        var pem = certificate.Contains("-----BEGIN", StringComparison.Ordinal) ? certificate : FromBase64(certificate, password, alias, out pkcs12);
        if (pem is null)
        {
            return pkcs12!;
        }

        return key is null ? X509Certificate2.CreateFromPem(pem)
            : key.Contains("ENCRYPTED", StringComparison.Ordinal) ? X509Certificate2.CreateFromEncryptedPem(pem, key, password)
            : X509Certificate2.CreateFromPem(pem, key);
    }

    /// <summary>Base64 may hold PEM text, a PKCS#12 file or a bare certificate.</summary>
    private string? FromBase64(string text, string? password, string? alias, out X509Certificate2? pkcs12)
    {
        var bytes = Convert.FromBase64String(text);
        pkcs12 = null;
        switch (X509Certificate2.GetCertContentType(bytes))
        {
            case X509ContentType.Pkcs12:
                pkcs12 = NamedKeys.Open(bytes, password, alias);
                Ignored.Remove(Alias);
                return null;
            default:
                var asText = Encoding.ASCII.GetString(bytes);
                if (asText.Contains("-----BEGIN", StringComparison.Ordinal))
                {
                    return asText;
                }

                using (var bare = X509CertificateLoader.LoadCertificate(bytes))
                {
                    return bare.ExportCertificatePem();
                }
        }
    }

    private static IEnumerable<(string Name, string Value)> Fields(JsonElement? of) =>
        of is { ValueKind: JsonValueKind.Object } fields
            ? fields.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String).Select(field => (field.Name, field.Value.GetString()!))
            : [];

    private static string? Of(JsonElement? fields, string name) =>
        Fields(fields).Where(field => field.Name == name && field.Value.Length > 0).Select(field => field.Value).FirstOrDefault();
}

/// <param name="Sha256">The certificate's fingerprint.</param>
public sealed record CertificateFacts(string Subject, DateTimeOffset NotAfter, string Sha256);

/// <summary>Credentials that cannot be taken over.</summary>
/// <param name="row">Which of the two rows.</param>
/// <param name="why">Never quotes a secret.</param>
public sealed class CredentialImportException(string row, string why) : Exception($"{row}: {why}")
{
    public string Row { get; } = row;

    public string Why { get; } = why;
}
