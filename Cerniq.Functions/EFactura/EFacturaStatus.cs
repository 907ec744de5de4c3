using System.Text.Json.Serialization;

namespace Cerniq.Functions.EFactura;

/// <summary>How far a document has come on its way to ANAF.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EFacturaStatus>))]
public enum EFacturaStatus
{
    /// <summary>Kept, not to be sent yet.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft,

    /// <summary>To be sent.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>ANAF has it (<c>index_incarcare</c> is known).</summary>
    [JsonStringEnumMemberName("submitted")]
    Submitted,

    /// <summary>ANAF answered <c>in prelucrare</c>.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing,

    /// <summary>ANAF answered <c>ok</c>; the sealed answer is archived.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>Invalid by our own rules, refused at upload, or <c>nok</c>.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>A technical failure; it is tried again at <see cref="EFacturaEntry.NextRetryAt"/>, or by hand.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

public static class EFacturaStatuses
{
    /// <summary>The five names that the e-Factura routes show, in the order of their document.</summary>
    public static IReadOnlyList<string> ShortNames { get; } = ["queued", "submitted", "accepted", "rejected", "error"];

    /// <summary>The status by its own name, as it is stored.</summary>
    public static string Name(this EFacturaStatus status) => status switch
    {
        EFacturaStatus.Draft => "draft",
        EFacturaStatus.Processing => "processing",
        _ => status.Short(),
    };

    /// <summary>The status as the seven routes show it.</summary>
    public static string Short(this EFacturaStatus status) => status switch
    {
        EFacturaStatus.Draft or EFacturaStatus.Queued => "queued",
        EFacturaStatus.Submitted or EFacturaStatus.Processing => "submitted",
        EFacturaStatus.Accepted => "accepted",
        EFacturaStatus.Rejected => "rejected",
        _ => "error",
    };

    /// <summary>True when nothing more happens to the document by itself or by a retry.</summary>
    public static bool IsFinal(this EFacturaStatus status) => status is EFacturaStatus.Accepted or EFacturaStatus.Rejected;
}
