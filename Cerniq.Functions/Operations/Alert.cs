namespace Cerniq.Functions.Operations;

/// <summary>Something a person should look at.</summary>
/// <param name="Key">What it is about; one alert a key, such as <c>efactura-deadline/F-12</c>.</param>
/// <param name="Kind">Its class, such as <c>efactura_deadline</c>.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="Subject">What it concerns in the trail, such as <c>negotiation/N-1</c>.</param>
/// <param name="Occurrences">How often it was raised.</param>
public sealed record Alert(
    string Id,
    string Key,
    string Kind,
    AlertSeverity Severity,
    string Title,
    string Detail,
    string? Subject,
    AlertStatus Status,
    DateTimeOffset RaisedAt,
    DateTimeOffset LastRaisedAt,
    int Occurrences,
    string? AcknowledgedBy = null,
    DateTimeOffset? AcknowledgedAt = null,
    string? Comment = null)
{
    /// <summary>What letters about it are filled in with, such as <c>invoice_number</c>.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }
}

/// <param name="Key">What it is about; raising the same key again is the same alert.</param>
public sealed record AlertNotice(string Key, string Kind, AlertSeverity Severity, string Title, string Detail, string? Subject = null)
{
    /// <summary>What letters about it are filled in with, such as <c>invoice_number</c>.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }
}

public enum AlertSeverity
{
    Info,
    Warning,
    Critical,
}

public enum AlertStatus
{
    Open,
    Acknowledged,

    /// <summary>What it warned of is over.</summary>
    Resolved,
}
