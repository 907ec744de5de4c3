using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.Functions.EFactura;

/// <summary>The certificates the ministry has sealed answers with, as far as they are known.</summary>
/// <remarks>Known are the first 64 bits of each fingerprint, so name, issuer and last day must fit as well. The seal comes on top
/// of the TLS connection to ANAF; a new one is added per tenant by its whole fingerprint (anaf_seal_fingerprints).</remarks>
internal sealed record MinistrySeals(TrustedSigners Trusted, bool IncludesKnown)
{
    private static readonly KnownSeal[] All =
    [
        new("CD5B377AA602913F", "Ministerul Finantelor", "Trans Sped Electronic Seal QCA G3", new DateOnly(2027, 12, 5)),
        new("FBDCA3C696E1FCA6", "Ministerul Finantelor Publice", "Trans Sped Electronic Seal QCA G3", new DateOnly(2027, 11, 19)),
        new("9C098BFC2EE1799D", "Ministerul Finantelor", "certSIGN Qualified 2023 RSA CA", new DateOnly(2025, 12, 6)),
        new("F014B11CFDEB4513", "Ministerul Finantelor Publice", "DigiSign Qualified CA Class 3 2017", new DateOnly(2025, 11, 21)),
        new("5C4CEB903C1C7315", "Ministerul Finantelor Publice", "DigiSign Qualified CA Class 3 2017", new DateOnly(2023, 11, 26)),
        new("B02D178A67F24785", "Ministerul Finantelor Publice", "DigiSign Qualified CA Class 3 2017", new DateOnly(2021, 12, 2)),
    ];

    /// <summary>The real seals, and those whose fingerprints the tenant has added.</summary>
    public static MinistrySeals Real(IReadOnlyList<string> fingerprints) => new(new TrustedSigners([], fingerprints), IncludesKnown: true);

    /// <summary>One certificate and no other.</summary>
    public static MinistrySeals Only(X509Certificate2 certificate) => new(TrustedSigners.Of(certificate), IncludesKnown: false);

    public bool Knows(SignerIdentity signer) => IncludesKnown && All.Any(seal => seal.Fits(signer));

    private sealed record KnownSeal(string Fingerprint, string Name, string Issuer, DateOnly LastDay)
    {
        public bool Fits(SignerIdentity signer) =>
            signer.Sha256.StartsWith(Fingerprint, StringComparison.Ordinal)
            && string.Equals(signer.Name, Name, StringComparison.Ordinal)
            && signer.Issuer.Contains($"CN={Issuer}", StringComparison.Ordinal)
            && Math.Abs(DateOnly.FromDateTime(signer.NotAfter.UtcDateTime).DayNumber - LastDay.DayNumber) <= 1;
    }
}
