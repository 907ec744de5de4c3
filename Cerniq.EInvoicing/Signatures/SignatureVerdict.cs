namespace Cerniq.EInvoicing.Signatures;

/// <summary>What a check of a signature came to.</summary>
public enum SignatureStatus
{
    /// <summary>The signature is over exactly these bytes, and by a trusted signer.</summary>
    Valid,

    /// <summary>The signature file is not XML of the expected form.</summary>
    Malformed,

    /// <summary>It uses an algorithm or a transform that the ministry does not use.</summary>
    Unsupported,

    /// <summary>The content is not what was signed.</summary>
    ContentAltered,

    /// <summary>The signature value was not made with the key of the certificate given.</summary>
    Forged,

    /// <summary>The signature is sound, but the signer is not trusted.</summary>
    UntrustedSigner,

    /// <summary>The signature is sound, but the certificate was not valid at the time asked about.</summary>
    OutsideValidity,
}

/// <summary>The verdict on a signature, with what its certificate says of the signer.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Detail">In words, for a person.</param>
/// <param name="Signer">The name the certificate was issued to, if one could be read.</param>
public sealed record SignatureVerdict(SignatureStatus Status, string Detail, SignerIdentity? Signer = null)
{
    /// <summary>True only for <see cref="SignatureStatus.Valid"/>.</summary>
    public bool IsValid => Status == SignatureStatus.Valid;
}

/// <summary>Who a certificate was issued to.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Subject">Whole subject, as RFC 2253 writes it.</param>
/// <param name="Issuer">Whole issuer.</param>
/// <param name="NotBefore">First moment of validity.</param>
/// <param name="NotAfter">Last moment of validity.</param>
/// <param name="Sha256">SHA-256 of the certificate, in upper-case hexadecimal digits.</param>
public sealed record SignerIdentity(string Name, string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Sha256);
