using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Audit;

namespace Cerniq.Functions.EFactura;

/// <summary>Whether ANAF's answer carries the ministry's signature over the very bytes of the document beside it.</summary>
public sealed class SealCheck(SealTrust trust)
{
    /// <summary>Opens ANAF's answer and checks its seal.</summary>
    public async Task<SealedAnswer> OpenAsync(CallScope scope, ReadOnlyMemory<byte> zip, CancellationToken cancellationToken)
    {
        var problem = ResponseArchive.TryRead(zip, out var archive);
        if (archive is null)
        {
            return new SealedAnswer(null, SealState.Broken, $"ANAF's answer cannot be opened: {Words(problem)}.");
        }

        var (seals, failure) = await trust.OfAsync(scope, cancellationToken);
        return seals is null
            ? new SealedAnswer(archive, SealState.Unchecked, $"The ministry's certificate is not known: {failure}")
            : Judge(archive, seals);
    }

    private static SealedAnswer Judge(ResponseArchive archive, MinistrySeals seals)
    {
        var verdict = MinistrySignature.Verify(archive.Content.Span, archive.Signature, seals.Trusted);
        return verdict switch
        {
            { IsValid: true } => new SealedAnswer(archive, SealState.Holds),
            { Status: SignatureStatus.UntrustedSigner, Signer: { } signer } => seals.Knows(signer)
                ? new SealedAnswer(archive, SealState.Holds)
                : new SealedAnswer(archive, SealState.UnknownSigner, Unknown(signer)),
            _ => new SealedAnswer(archive, SealState.Broken, $"The ministry's signature does not hold: {verdict.Detail}"),
        };
    }

    private static string Unknown(SignerIdentity signer) =>
        $"The answer is sealed by a certificate that is not known here: {signer.Subject}, issued by {signer.Issuer}, "
        + $"{signer.NotBefore:yyyy-MM-dd} to {signer.NotAfter:yyyy-MM-dd}, SHA-256 {signer.Sha256}. "
        + "If it is the ministry's new seal, add this SHA-256 to anaf_seal_fingerprints.";

    private static string Words(ArchiveProblem problem) => problem switch
    {
        ArchiveProblem.TooLarge => "it unpacks to more than any answer of ANAF's",
        ArchiveProblem.WrongNumberOfEntries => "it does not hold exactly a document and its signature",
        ArchiveProblem.UnexpectedEntry => "it holds an entry of another name or with a path",
        ArchiveProblem.IndexMismatch => "document and signature name different uploads",
        ArchiveProblem.Corrupt => "an entry does not have its checksum",
        _ => "it is not a ZIP",
    };
}

/// <summary>What opening ANAF's answer came to.</summary>
/// <param name="Archive">The two entries, when it could be opened.</param>
/// <param name="Problem">Why it proves nothing; null when the seal holds.</param>
public sealed record SealedAnswer(ResponseArchive? Archive, SealState State, string? Problem = null);

public enum SealState
{
    /// <summary>A known seal of the ministry's, over these very bytes.</summary>
    Holds,

    /// <summary>Not a ZIP of ANAF's, or its signature is not over these bytes.</summary>
    Broken,

    /// <summary>A sound signature of somebody who is not known here; the same bytes count once the signer is.</summary>
    UnknownSigner,

    /// <summary>Whose seal to believe could not be told just now.</summary>
    Unchecked,
}
