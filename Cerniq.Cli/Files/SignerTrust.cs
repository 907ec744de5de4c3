using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.Cli.Files;

/// <summary>Whose signatures the user believes.</summary>
internal static class SignerTrust
{
    public const string EnvironmentName = "CERNIQ_TRUSTED_SIGNERS";
    private const int FingerprintLength = 64;

    // First 64 bits of the SHA-256 of the certificates the ministry has signed with since December 2020.
    private static readonly string[] MinistryFingerprintStarts =
        ["CD5B377AA602913F", "FBDCA3C696E1FCA6", "9C098BFC2EE1799D", "F014B11CFDEB4513", "5C4CEB903C1C7315", "B02D178A67F24785"];

    /// <summary>True for a certificate the ministry is known to sign with.</summary>
    public static bool IsKnownMinistryCertificate(string sha256) => Array.Exists(MinistryFingerprintStarts, start => sha256.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>Certificates and fingerprints from the command line and the environment, or what is wrong with them.</summary>
    public static (TrustedSigners? Trusted, string? Error) Load(IEnumerable<string> given, InputFiles input)
    {
        var fromEnvironment = (Environment.GetEnvironmentVariable(EnvironmentName) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var certificates = new List<X509Certificate2>();
        var fingerprints = new List<string>();
        foreach (var entry in given.Concat(fromEnvironment))
        {
            if (IsFingerprint(entry))
                fingerprints.Add(entry);
            else if (Certificate(entry, input, out var error) is { } certificate)
                certificates.Add(certificate);
            else
                return (null, error);
        }

        return (new TrustedSigners(certificates, fingerprints), null);
    }

    private static bool IsFingerprint(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == FingerprintLength && digits.All(char.IsAsciiHexDigit);
    }

    private static X509Certificate2? Certificate(string path, InputFiles input, out string? error)
    {
        (var bytes, error) = input.Read(new InputFile(path));
        if (bytes is null)
            return null;
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (CryptographicException)
        {
            error = $"{path}: neither a certificate nor a SHA-256 fingerprint";
            return null;
        }
    }
}
