using System.Text.Json;
using Cerniq.Functions.Api;

namespace Cerniq.Functions.EFactura;

/// <summary>Body of <c>POST /efactura/submit</c>.</summary>
public sealed record SubmitRequest
{
    public string? Tenant { get; init; }

    /// <summary>A number or text.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("invoice_id")]
    public JsonElement InvoiceId { get; init; }

    public JsonElement Invoice { get; init; }

    private const int MaxText = 200;

    /// <summary>The submission, or what is wrong with it by field.</summary>
    internal (Submission? Submission, Problem? Problem) Read(string tenant, string correlationId)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var isId = InvoiceId.ValueKind switch
        {
            JsonValueKind.Number => InvoiceId.TryGetInt64(out _),
            JsonValueKind.String => InvoiceId.GetString() is { Length: > 0 and <= MaxText } text && !string.IsNullOrWhiteSpace(text),
            _ => false,
        };
        if (!isId)
        {
            errors["invoice_id"] = [$"is required: a whole number, or text of 1 to {MaxText} characters"];
        }

        var header = PostedInvoice.Read(Invoice, errors);
        return errors.Count > 0
            ? (null, Problem.BadRequest(errors))
            : (new Submission(tenant, InvoiceId, Invoice, header.Number, header.IssueDate, header.TaxPoint, header.IsCreditNote, correlationId), null);
    }
}

/// <summary>Body of <c>POST /efactura/retry</c> and <c>/efactura/poll</c>.</summary>
public sealed record QueueIdRequest
{
    [System.Text.Json.Serialization.JsonPropertyName("queue_id")]
    public long? QueueId { get; init; }
}
