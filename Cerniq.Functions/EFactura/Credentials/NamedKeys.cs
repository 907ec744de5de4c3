using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.Functions.EFactura;

/// <summary>Opens a PKCS#12 file that may hold several keys, each by the name it goes by there: its <c>friendlyName</c>, which a Java
/// keystore calls its alias.</summary>
internal static class NamedKeys
{
    private const string FriendlyName = "1.2.840.113549.1.9.20";
    private const string LocalKeyId = "1.2.840.113549.1.9.21";

    /// <summary>The certificate that has the key of this name; the only one there is needs no name. The caller disposes it.</summary>
    /// <exception cref="CryptographicException">It is no PKCS#12 file, or the password is another.</exception>
    /// <exception cref="KeyNameException">There are several keys and the name tells none of them.</exception>
    public static X509Certificate2 Open(byte[] pkcs12, string? password, string? alias)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(pkcs12, password, X509KeyStorageFlags.Exportable);
        var keyed = all.Where(certificate => certificate.HasPrivateKey).ToList();
        var chosen = keyed.Count switch
        {
            0 => all.FirstOrDefault() ?? throw new CryptographicException("There is no certificate in it."),
            1 => keyed[0],
            _ => Named(keyed, NamesOf(pkcs12, password), alias),
        };
        foreach (var other in all.Where(other => !ReferenceEquals(other, chosen)))
        {
            other.Dispose();
        }

        return chosen;
    }

    private static X509Certificate2 Named(List<X509Certificate2> keyed, IReadOnlyList<NamedCertificate> names, string? alias)
    {
        var known = names.Where(named => keyed.Exists(certificate => certificate.RawData.AsSpan().SequenceEqual(named.Certificate))).ToList();
        var found = known.Where(named => string.Equals(named.Name, alias, StringComparison.OrdinalIgnoreCase)).ToList();
        return alias is not null && found.Count == 1
            ? keyed.First(certificate => certificate.RawData.AsSpan().SequenceEqual(found[0].Certificate))
            : throw new KeyNameException(keyed.Count, [.. known.Select(named => named.Name)]);
    }

    /// <summary>A name stands with the certificate, or with its key, to which a local id leads.</summary>
    private static List<NamedCertificate> NamesOf(byte[] pkcs12, string? password)
    {
        var (keys, certificates) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<(string? Name, string? Id, byte[] Certificate)>());
        foreach (var bag in BagsOf(pkcs12, password))
        {
            var (name, id) = (Text(bag, FriendlyName), Id(bag));
            if (bag is Pkcs12CertBag { IsX509Certificate: true } certificate)
            {
                using var read = certificate.GetCertificate();
                certificates.Add((name, id, read.RawData));
            }
            else if (name is not null && id is not null)
            {
                keys[id] = name;
            }
        }

        return [.. certificates
            .Select(c => (Name: c.Name ?? (c.Id is { } id ? keys.GetValueOrDefault(id) : null), c.Certificate))
            .Where(c => c.Name is not null)
            .Select(c => new NamedCertificate(c.Name!, c.Certificate))];
    }

    private static IEnumerable<Pkcs12SafeBag> BagsOf(byte[] pkcs12, string? password)
    {
        foreach (var contents in Pkcs12Info.Decode(pkcs12, out _).AuthenticatedSafe)
        {
            if (contents.ConfidentialityMode == Pkcs12ConfidentialityMode.Password)
            {
                contents.Decrypt(password);
            }

            foreach (var bag in contents.GetBags())
            {
                yield return bag;
            }
        }
    }

    private static string? Text(Pkcs12SafeBag bag, string oid) =>
        Value(bag, oid) is { } value ? new AsnReader(value, AsnEncodingRules.BER).ReadCharacterString(UniversalTagNumber.BMPString) : null;

    private static string? Id(Pkcs12SafeBag bag) => Value(bag, LocalKeyId) is { } value ? Convert.ToHexStringLower(value) : null;

    private static byte[]? Value(Pkcs12SafeBag bag, string oid) => bag.Attributes
        .Cast<CryptographicAttributeObject>()
        .Where(attribute => attribute.Oid.Value == oid && attribute.Values.Count > 0)
        .Select(attribute => attribute.Values[0].RawData)
        .FirstOrDefault();

    private sealed record NamedCertificate(string Name, byte[] Certificate);
}

/// <summary>A file holds several keys and no name, or none of theirs, was given.</summary>
internal sealed class KeyNameException(int keys, IReadOnlyList<string> names)
    : Exception($"the file holds {keys} keys ({(names.Count == 0 ? "without names" : string.Join(", ", names))}); say by its alias which one is meant.");
