namespace Cerniq.Functions.EFactura;

/// <summary>How a filing ended.</summary>
/// <param name="RemoteId">ANAF's <c>index_incarcare</c>, when it has one.</param>
/// <param name="DownloadId">ANAF's <c>id_descarcare</c>, when it has one.</param>
/// <param name="Reason">Why nothing was filed, or the first error in one sentence.</param>
public sealed record EFacturaOutcome(
    EFacturaResult Result,
    long QueueId,
    string? RemoteId = null,
    string? DownloadId = null,
    string? Reason = null,
    IReadOnlyList<EFacturaError>? Errors = null)
{
    public bool Accepted => Result == EFacturaResult.Accepted;

    public bool Rejected => Result == EFacturaResult.Rejected;

    public bool OutOfScope => Result == EFacturaResult.OutOfScope;

    /// <summary>The outcome that a settled entry stands for; null while it is under way.</summary>
    public static EFacturaOutcome? Of(EFacturaEntry entry) => entry.Status switch
    {
        EFacturaStatus.Accepted => For(entry, EFacturaResult.Accepted, null),
        EFacturaStatus.Rejected => For(entry, EFacturaResult.Rejected, entry.LastError),
        EFacturaStatus.Draft when entry.OutOfScope is not null => For(entry, EFacturaResult.OutOfScope, entry.OutOfScope),
        _ => null,
    };

    private static EFacturaOutcome For(EFacturaEntry entry, EFacturaResult result, string? reason) =>
        new(result, entry.QueueId, entry.AnafIds.RemoteId, entry.AnafIds.DownloadId, reason, entry.Errors);
}

public enum EFacturaResult
{
    /// <summary>Filed, accepted and archived.</summary>
    Accepted,

    /// <summary>A person must correct the document and file it again.</summary>
    Rejected,

    /// <summary>By the tenant's settings this document is not filed.</summary>
    OutOfScope,
}

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Rule">Rule id such as <c>BR-CO-15</c>, a business term such as <c>BT-37</c>, or <c>ANAF</c> for its own words.</param>
/// <param name="Severity"><c>fatal</c>, <c>error</c> or <c>warning</c>.</param>
/// <param name="Location">XPath in the document, or the field of the invoice that was given.</param>
/// <param name="Message">What it means.</param>
/// <param name="Fix">What to change.</param>
public sealed record EFacturaError(string Rule, string Severity, string Location, string Message, string? Fix = null);
