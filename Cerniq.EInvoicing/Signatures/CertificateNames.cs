using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>Distinguished names as RFC 2253 writes them, which is how the ministry's signatures show them.</summary>
internal static class CertificateNames
{
    /// <summary>The attribute types that RFC 2253 gives a name; all others are shown by number, their value in hexadecimal.</summary>
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["2.5.4.3"] = "CN", ["2.5.4.7"] = "L", ["2.5.4.8"] = "ST", ["2.5.4.10"] = "O", ["2.5.4.11"] = "OU", ["2.5.4.6"] = "C", ["2.5.4.9"] = "STREET",
        ["0.9.2342.19200300.100.1.25"] = "DC", ["0.9.2342.19200300.100.1.1"] = "UID",
    };

    public static SignerIdentity Identify(X509Certificate2 certificate) => new(
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
        Rfc2253(certificate.SubjectName),
        Rfc2253(certificate.IssuerName),
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero),
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
        Convert.ToHexString(SHA256.HashData(certificate.RawData)));

    public static string Rfc2253(X500DistinguishedName name)
    {
        try
        {
            return string.Join(',', name.EnumerateRelativeDistinguishedNames(reversed: true).Select(One));
        }
        catch (CryptographicException)
        {
            // Names that are not well encoded; the platform's own form will do for showing.
            return name.Name;
        }
    }

    private static string One(X500RelativeDistinguishedName part)
    {
        if (part.HasMultipleElements)
            return "#" + Convert.ToHexStringLower(part.RawData.Span);
        var oid = part.GetSingleElementType().Value!;
        var value = part.GetSingleElementValue() ?? "";
        if (Short.TryGetValue(oid, out var label))
            return $"{label}={Escape(value)}";
        // 0c is the tag of a UTF8String, which is what these attributes are made of.
        var bytes = Encoding.UTF8.GetBytes(value);
        return $"{oid}=#0c{bytes.Length:x2}{Convert.ToHexStringLower(bytes)}";
    }

    private static string Escape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '+' or '"' or '\\' or '<' or '>' or ';' || (i == 0 && value[i] is '#' or ' ') || (i == value.Length - 1 && value[i] == ' '))
                text.Append('\\');
            text.Append(value[i]);
        }
        return text.ToString();
    }
}
