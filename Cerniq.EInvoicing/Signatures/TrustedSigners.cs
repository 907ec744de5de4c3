using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// Whose signatures are believed: named certificates, whatever is issued under them, and certificates known by fingerprint only.
/// Nothing is fetched and no revocation is asked for; a list that is kept up to date is the safeguard.
/// </summary>
/// <param name="Certificates">Signing certificates themselves, or authorities that issue them.</param>
/// <param name="Sha256Fingerprints">SHA-256 of signing certificates, as 64 hexadecimal digits (colons allowed).</param>
public sealed record TrustedSigners(IReadOnlyList<X509Certificate2> Certificates, IReadOnlyList<string> Sha256Fingerprints)
{
    /// <summary>Trusts certificates only.</summary>
    public static TrustedSigners Of(params X509Certificate2[] certificates) => new(certificates, []);

    /// <summary>True when the signer is one of these or was issued under one of them, at a time when its certificate was valid.</summary>
    internal bool Trusts(X509Certificate2 signer, DateTimeOffset? at)
    {
        var fingerprint = Convert.ToHexString(SHA256.HashData(signer.RawData));
        if (Sha256Fingerprints.Any(f => f.Replace(":", "", StringComparison.Ordinal).Equals(fingerprint, StringComparison.OrdinalIgnoreCase)))
            return true;
        return Certificates.Any(c => c.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span)) || IsIssuedUnder(signer, at);
    }

    private bool IsIssuedUnder(X509Certificate2 signer, DateTimeOffset? at)
    {
        if (Certificates.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Certificates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at?.UtcDateTime ?? signer.NotBefore.ToUniversalTime().AddSeconds(1);
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(signer);
    }
}
