using System.Text.Json.Serialization;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>What Oblio wraps every answer in.</summary>
internal sealed record OblioEnvelope<T>
{
    [JsonPropertyName("status")]
    public long? Status { get; init; }

    [JsonPropertyName("statusMessage")]
    public string? StatusMessage { get; init; }

    [JsonPropertyName("data")]
    public T? Data { get; init; }
}

/// <summary>A document as Oblio names it after issuing, changing or reading it.</summary>
public sealed record OblioIssued
{
    /// <summary><c>Factura</c>, <c>Proforma</c> or <c>Aviz</c>.</summary>
    [JsonPropertyName("documentType")]
    public string? DocumentType { get; init; }

    [JsonPropertyName("seriesName")]
    public string SeriesName { get; init; } = "";

    /// <summary>With its leading zeros: <c>0055</c>.</summary>
    [JsonPropertyName("number")]
    public string Number { get; init; } = "";

    /// <summary>Address of the PDF. Opens it to whoever holds it: a secret.</summary>
    [JsonPropertyName("link")]
    public string? Link { get; init; }

    /// <summary>Address of the e-invoice's XML, when Oblio tells it. Likewise a secret.</summary>
    [JsonPropertyName("einvoice")]
    public string? Einvoice { get; init; }

    [JsonPropertyName("total")]
    public decimal? Total { get; init; }

    [JsonPropertyName("collects")]
    public IReadOnlyList<OblioCollected>? Collects { get; init; }
}

/// <summary>A payment as Oblio shows it.</summary>
public sealed record OblioCollected
{
    [JsonPropertyName("issueDate")]
    public DateOnly? IssueDate { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("number")]
    public string? Number { get; init; }

    [JsonPropertyName("value")]
    public decimal? Value { get; init; }
}

/// <summary>A document as the list shows it.</summary>
public sealed record OblioListed
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("draft")]
    public bool? Draft { get; init; }

    [JsonPropertyName("canceled")]
    public bool? Canceled { get; init; }

    [JsonPropertyName("collected")]
    public bool? Collected { get; init; }

    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("seriesName")]
    public string SeriesName { get; init; } = "";

    [JsonPropertyName("number")]
    public string Number { get; init; } = "";

    [JsonPropertyName("issueDate")]
    public DateOnly? IssueDate { get; init; }

    [JsonPropertyName("dueDate")]
    public DateOnly? DueDate { get; init; }

    [JsonPropertyName("precision")]
    public long? Precision { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("exchangeRate")]
    public decimal? ExchangeRate { get; init; }

    [JsonPropertyName("total")]
    public decimal? Total { get; init; }

    [JsonPropertyName("mentions")]
    public string? Mentions { get; init; }

    /// <summary>ANAF's upload index; null until sent to SPV.</summary>
    [JsonPropertyName("indexUpload")]
    public string? IndexUpload { get; init; }

    /// <summary>ANAF's download id; null until ANAF has answered.</summary>
    [JsonPropertyName("idDownload")]
    public string? IdDownload { get; init; }

    [JsonPropertyName("link")]
    public string? Link { get; init; }

    [JsonPropertyName("einvoice")]
    public string? Einvoice { get; init; }

    [JsonPropertyName("einvoiceStatus")]
    public OblioEinvoiceStatus? EinvoiceStatus { get; init; }

    [JsonPropertyName("client")]
    public OblioParty? Client { get; init; }

    [JsonPropertyName("products")]
    public IReadOnlyList<OblioLine>? Products { get; init; }

    [JsonPropertyName("collects")]
    public IReadOnlyList<OblioCollected>? Collects { get; init; }

    /// <summary>True when it is the document of this series and number, however many zeros lead it.</summary>
    internal bool IsOf(OblioKey key) =>
        string.Equals(SeriesName, key.SeriesName, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Number.TrimStart('0'), key.Number.TrimStart('0'), StringComparison.Ordinal);
}

/// <summary>How far the e-invoice is.</summary>
public sealed record OblioEinvoiceStatus
{
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    [JsonPropertyName("sent")]
    public bool? Sent { get; init; }

    [JsonPropertyName("code")]
    public long? Code { get; init; }

    [JsonIgnore]
    public OblioEinvoiceState State => Code switch
    {
        0 => OblioEinvoiceState.Processing,
        1 => OblioEinvoiceState.Accepted,
        2 => OblioEinvoiceState.Refused,
        _ => OblioEinvoiceState.NotSent,
    };
}

public enum OblioEinvoiceState
{
    /// <summary>-1: not sent, or SPV is not set up.</summary>
    NotSent,

    /// <summary>0: reached SPV.</summary>
    Processing,

    /// <summary>1: sent and accepted.</summary>
    Accepted,

    /// <summary>2: has errors.</summary>
    Refused,
}

/// <summary>How far one document's e-invoice is, with ANAF's numbers when there are any.</summary>
public sealed record OblioEinvoiceProgress(OblioEinvoiceStatus Status, string? IndexUpload, string? IdDownload);
