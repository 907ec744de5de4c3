using System.Globalization;
using System.Text.Json;

namespace Cerniq.Functions.EFactura.Migration;

/// <summary>A filing that the system before made, in the fields of the source's invoice or of its queue.</summary>
/// <param name="Given">The row as it was given; kept as the filing's source.</param>
/// <param name="Response">ANAF's answer as the system before kept it.</param>
internal sealed record PastSubmission(
    string InvoiceId,
    string Number,
    string RemoteId,
    string? DownloadId,
    string DocumentKind,
    DateOnly IssueDate,
    DateTimeOffset SentAt,
    string? XmlHash,
    JsonElement? Response,
    JsonElement Given)
{
    private static readonly string[] Yes = ["true", "1", "t", "yes", "da"];

    /// <returns>The filing; or why the row is none.</returns>
    public static (PastSubmission? Read, string? WhyNot) Of(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return (null, "it is no object");
        }

        if (First(row, "status") is { } status && status is not ("accepted" or "issued" or "paid" or "sent"))
        {
            return (null, $"its status is «{status}»: only what ANAF has accepted is taken over");
        }

        if (First(row, "efactura_sent") is { } sent && !Yes.Contains(sent, StringComparer.OrdinalIgnoreCase))
        {
            return (null, "it was not sent");
        }

        var (id, index, at) = (First(row, "invoice_id", "id"), IndexOf(row), First(row, "efactura_sent_date", "accepted_at", "submitted_at"));
        if (id is null || index is null || Instant(at) is not { } sentAt)
        {
            return (null, id is null ? "it has no id" : index is null ? "it has no efactura_id" : "it has no efactura_sent_date");
        }

        var issued = Instant(First(row, "issue_date", "issued_at")) ?? sentAt;
        return (new PastSubmission(
            id,
            First(row, "invoice_number", "number") ?? id,
            index,
            First(row, "download_id", "anaf_download_id") ?? Inner(row, "anaf_ids", "download_id"),
            First(row, "document_type") ?? "invoice",
            DateOnly.FromDateTime(issued.UtcDateTime),
            sentAt,
            First(row, "xml_hash"),
            Response: Json(row, "efactura_response") ?? Json(row, "response_data"),
            row), null);
    }

    private static string? IndexOf(JsonElement row) =>
        First(row, "efactura_id", "anaf_upload_index", "remote_id") ?? Inner(row, "anaf_ids", "remote_id");

    /// <summary>The first of the fields that says something, as text.</summary>
    private static string? First(JsonElement row, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (row.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && value.ToString().Trim() is { Length: > 0 } text)
            {
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? text.ToLowerInvariant() : text;
            }
        }

        return null;
    }

    private static string? Inner(JsonElement row, string name, string field) =>
        Json(row, name) is { ValueKind: JsonValueKind.Object } inner ? First(inner, field) : null;

    /// <summary>A field that holds JSON, or JSON as text as a CSV has it.</summary>
    private static JsonElement? Json(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return value;
        }

        try
        {
            return value.GetString() is { Length: > 0 } text ? JsonSerializer.Deserialize<JsonElement>(text) : null;
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
