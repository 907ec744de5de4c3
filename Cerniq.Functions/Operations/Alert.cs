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
/// <param name="Title">In English, as is <paramref name="Detail"/>; letters are written from <see cref="Facts"/> in the tenant's language.</param>
public sealed record AlertNotice(string Key, AlertKind Kind, AlertSeverity Severity, string Title, string Detail, string? Subject = null)
{
    /// <summary>What the kind's letter asks for, such as <c>invoice_number</c>.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }
}

/// <summary>Facts for letters.</summary>
internal static class AlertFacts
{
    /// <summary>Stands for what is not known.</summary>
    public const string None = "–";

    public static IReadOnlyDictionary<string, string> Of(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            named[name] = string.IsNullOrEmpty(value) ? None : value;
        }

        return named;
    }
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
