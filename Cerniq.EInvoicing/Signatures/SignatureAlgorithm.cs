using System.Security.Cryptography;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>How a signature value is computed: RSA with PKCS#1 v1.5 padding over a hash.</summary>
public enum SignatureAlgorithm
{
    /// <summary>RSA over SHA-1: what the ministry's servers write to this day.</summary>
    RsaSha1,

    /// <summary>RSA over SHA-256.</summary>
    RsaSha256,
}

internal static class SignatureAlgorithms
{
    public static string Uri(this SignatureAlgorithm algorithm) => algorithm == SignatureAlgorithm.RsaSha1
        ? "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
        : "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    public static HashAlgorithmName Hash(this SignatureAlgorithm algorithm) =>
        algorithm == SignatureAlgorithm.RsaSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    public static SignatureAlgorithm? Find(string uri) =>
        uri == SignatureAlgorithm.RsaSha1.Uri() ? SignatureAlgorithm.RsaSha1
        : uri == SignatureAlgorithm.RsaSha256.Uri() ? SignatureAlgorithm.RsaSha256
        : null;
}
