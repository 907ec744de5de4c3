using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.EFactura;

/// <summary>One document on its way to ANAF, as it is stored.</summary>
public sealed record EFacturaEntry
{
    public required string Tenant { get; init; }

    /// <summary>Our id of the filing: unique in the deployment, rising, below 2^53.</summary>
    public required long QueueId { get; init; }

    /// <summary>The caller's id of the invoice as it was given: a JSON number or text.</summary>
    public required JsonElement InvoiceId { get; init; }

    /// <summary>1 for the first filing of an invoice; the next after a rejection that was corrected.</summary>
    public int Filing { get; init; } = 1;

    /// <summary>True once a later filing of the same invoice has taken its place.</summary>
    public bool Superseded { get; init; }

    public string? NegotiationId { get; init; }

    /// <summary>True when this app issued the invoice: then a corrected filing is built anew instead of being posted.</summary>
    public bool IsIssuedHere { get; init; }

    /// <summary>True when a person has it filed after its deal had gone on without it; the deal follows it then, and does not run it.</summary>
    public bool IsByHand { get; init; }

    /// <summary>BT-1.</summary>
    public required string InvoiceNumber { get; init; }

    /// <summary><c>invoice</c> or <c>credit_note</c>.</summary>
    public string DocumentKind { get; init; } = "invoice";

    public required DateOnly IssueDate { get; init; }

    public EFacturaStatus Status { get; init; } = EFacturaStatus.Queued;

    /// <summary>Why the tenant's settings keep this document from being filed; then it stays a draft.</summary>
    public string? OutOfScope { get; init; }

    /// <summary>True when a person is to file this draft, and by the law has to.</summary>
    public bool IsLeftToAPerson { get; init; }

    /// <summary>Rounds of sending so far.</summary>
    public int Attempts { get; init; }

    public int MaxAttempts { get; init; } = 5;

    public IReadOnlyList<EFacturaError> Errors { get; init; } = [];

    public AnafIds AnafIds { get; init; } = new();

    /// <summary>Our own later upload that ANAF answered with "already sent"; <see cref="AnafIds"/> then names the first one.</summary>
    public string? DuplicateUpload { get; init; }

    /// <summary>The invoice as it was given, from which the XML is built.</summary>
    public required StoredFile Source { get; init; }

    /// <summary>The very bytes that go to ANAF.</summary>
    public StoredFile? Xml { get; init; }

    /// <summary>The signed package, when the tenant asks for one; ANAF gets <see cref="Xml"/>.</summary>
    public StoredFile? SignedXml { get; init; }

    /// <summary>ANAF's answers and what belongs to them, oldest first.</summary>
    public IReadOnlyList<StoredFile> Evidence { get; init; } = [];

    /// <summary>The receipt in readable form.</summary>
    public StoredFile? Receipt { get; init; }

    /// <summary>An upload whose outcome is not known yet.</summary>
    public UploadIntent? Intent { get; init; }

    /// <summary>Name of the adapter that files it.</summary>
    public string? Route { get; init; }

    /// <summary>How ANAF takes it; known once the XML is built.</summary>
    public UploadChannel? Channel { get; init; }

    /// <summary>Last day on which it may reach ANAF.</summary>
    public required DateOnly Deadline { get; init; }

    public string? LastError { get; init; }

    /// <summary>What sort of failure <see cref="LastError"/> was; null when it was none of ANAF's.</summary>
    public FaultKind? LastFault { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? NextRetryAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? RejectedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When somebody should look whether its orchestration is alive; null when nothing is expected of it.</summary>
    public DateTimeOffset? WatchAt { get; init; }

    public required string CorrelationId { get; init; }

    [JsonIgnore]
    public EFacturaKey Key => new(Tenant, QueueId);

    /// <summary>The deal whose own orchestration runs the filing; null when it runs by itself.</summary>
    [JsonIgnore]
    public string? CarriedBy => IsByHand ? null : NegotiationId;

    /// <summary>The invoice's id as text: 456 and "456" are the same invoice.</summary>
    [JsonIgnore]
    public string InvoiceIdText => InvoiceId.ValueKind == JsonValueKind.String ? InvoiceId.GetString()! : InvoiceId.GetRawText();

    /// <summary>True while the law still waits for this document: it is in scope and ANAF has not accepted it.</summary>
    [JsonIgnore]
    public bool IsUnfiled => (OutOfScope is null || IsLeftToAPerson) && Status != EFacturaStatus.Accepted;

    /// <summary>True while ANAF has it and has not said what it thinks of it.</summary>
    [JsonIgnore]
    public bool AwaitsAnswer => Status is EFacturaStatus.Submitted or EFacturaStatus.Processing;
}

/// <summary>The names ANAF knows a document by.</summary>
/// <param name="RemoteId"><c>index_incarcare</c>, given at upload.</param>
/// <param name="DownloadId"><c>id_descarcare</c>, of the answer.</param>
/// <param name="ConfirmationNumber">The number under which the ministry sealed an accepted document: the one in the name of
/// <c>semnatura_{number}.xml</c>.</param>
public sealed record AnafIds(string? RemoteId = null, string? DownloadId = null, string? ConfirmationNumber = null);

/// <summary>A file that never changes.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record StoredFile(string Path, string Sha256);

/// <summary>How ANAF takes a document.</summary>
/// <param name="IsCreditNote">Parameter <c>standard</c>: CN instead of UBL.</param>
/// <param name="IsConsumer">Sent to <c>uploadb2c</c>.</param>
/// <param name="IsForeign"><c>extern=DA</c>: the buyer is not in Romania.</param>
/// <param name="IsSelfBilled"><c>autofactura=DA</c>.</param>
/// <param name="Cif">Whose list shows it once it is accepted: the seller's code. Null when it is the tenant's own.</param>
public sealed record UploadChannel(bool IsCreditNote, bool IsConsumer, bool IsForeign, bool IsSelfBilled, string? Cif = null);

/// <summary>An upload that was begun and whose outcome is not known.</summary>
/// <param name="FirstAt">When the first of the uploads in doubt began: from there on ANAF's list is searched.</param>
/// <param name="At">When the last one began.</param>
/// <param name="Sha256">Of the bytes that were sent.</param>
/// <param name="Claim">Who sends; whoever finds another's claim open must not send.</param>
/// <param name="IsOpen">False once ANAF's list has shown that it never arrived: then it may be sent again.</param>
public sealed record UploadIntent(
    DateTimeOffset FirstAt, DateTimeOffset At, string Sha256, string Claim, bool IsOpen);
