using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.EFactura;

/// <summary>What became of an upload. Every way it can end is a value, none an exception.</summary>
/// <param name="RemoteId">ANAF's <c>index_incarcare</c>, when accepted.</param>
/// <param name="Words">ANAF's or the transport's own words.</param>
/// <param name="Fault">What kind of failure, when unclear or unavailable.</param>
/// <param name="RetryAfterSeconds">When the service said how long to wait.</param>
public sealed record UploadResult(
    UploadKind Kind, string? RemoteId = null, string? Words = null, FaultKind? Fault = null, double? RetryAfterSeconds = null)
{
    public static UploadResult Accepted(string remoteId) => new(UploadKind.Accepted, remoteId);

    public static UploadResult Refused(string words) => new(UploadKind.Refused, Words: words);

    public static UploadResult Ambiguous(string words, FaultKind? fault = null) => new(UploadKind.Ambiguous, Words: words, Fault: fault);

    /// <summary>How an upload that brought no answer of the service ended.</summary>
    public static UploadResult Failed(ServiceFault fault) => fault switch
    {
        { Ambiguous: true } => Ambiguous(fault.Words, fault.Kind),
        { Kind: FaultKind.Validation } => Refused(fault.Words),
        _ => Unavailable(fault),
    };

    public static UploadResult Unavailable(ServiceFault fault) =>
        new(UploadKind.Unavailable, Words: fault.Words, Fault: fault.Kind, RetryAfterSeconds: fault.RetryAfter?.TotalSeconds);
}

[JsonConverter(typeof(JsonStringEnumConverter<UploadKind>))]
public enum UploadKind
{
    /// <summary>ANAF has it and gave it an index.</summary>
    Accepted,

    /// <summary>ANAF said no to this document; the same bytes will be refused again.</summary>
    Refused,

    /// <summary>It may have arrived. Nothing is sent before ANAF's list was searched.</summary>
    Ambiguous,

    /// <summary>It surely did not arrive; trying again is safe.</summary>
    Unavailable,
}

/// <summary>What a search of ANAF's list brought.</summary>
/// <param name="RemoteId">The index under which our bytes were found.</param>
/// <param name="Searched">False when the list could not be read, so that not finding anything proves nothing.</param>
public sealed record ReconcileResult(string? RemoteId, bool Searched, string? Words = null);

/// <param name="Final">Looking on is over: if nothing is found now, the upload counts as never arrived.</param>
public sealed record ReconcileRequest(EFacturaKey Key, bool Final);

/// <summary>A round that failed, to be kept and shown.</summary>
/// <param name="NextRetryAt">Null when only a person can set it going again.</param>
public sealed record RoundFailure(EFacturaKey Key, string Words, FaultKind? Fault, DateTimeOffset? NextRetryAt);

/// <summary>ANAF's word on an upload.</summary>
/// <param name="RemoteId">The <c>index_incarcare</c> it is about.</param>
/// <param name="DownloadId"><c>id_descarcare</c>, once there is an answer to fetch.</param>
/// <param name="Words">ANAF's own words, when it gave any.</param>
/// <param name="WasAsked">False when it could not be asked just now (a limit of the day that is used up, an outage); <paramref name="Words"/> say why.</param>
public sealed record AnafAnswer(string RemoteId, AnafAnswerState State, string? DownloadId = null, string? Words = null, bool WasAsked = true)
{
    public bool IsSettled => State is not (AnafAnswerState.Pending or AnafAnswerState.Unknown);
}

[JsonConverter(typeof(JsonStringEnumConverter<AnafAnswerState>))]
public enum AnafAnswerState
{
    /// <summary><c>in prelucrare</c></summary>
    Pending,

    /// <summary>No answer could be had just now; it is asked for again soon.</summary>
    Unknown,

    /// <summary><c>ok</c></summary>
    Ok,

    /// <summary><c>nok</c></summary>
    Nok,

    /// <summary>ANAF does not know the index or will not show it: nothing can be fetched.</summary>
    Withheld,
}

public sealed record CollectRequest(EFacturaKey Key, AnafAnswer Answer);

/// <summary>What fetching ANAF's answer came to.</summary>
/// <param name="Outcome">How the filing ended; null when it has not.</param>
/// <param name="Adopted">ANAF had the document already: its first index is now ours, and its answer is awaited.</param>
/// <param name="Words">Why the answer could not be fetched, or why it proves nothing.</param>
/// <param name="IsTransient">It could not be had just now; trying again soon may help.</param>
/// <param name="InDoubt">It was fetched and proves nothing: a person was called, and it is fetched again only now and then.</param>
public sealed record CollectResult(EFacturaOutcome? Outcome, bool Adopted = false, string? Words = null, bool InDoubt = false, bool IsTransient = false);
