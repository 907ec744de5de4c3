using System.Globalization;
using System.Text.Json;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>How Oblio says no: Romanian words in <c>statusMessage</c>, at times under HTTP 200.</summary>
internal static class OblioDialect
{
    public static ServiceProfile Profile { get; } = new("oblio", TimeSpan.FromSeconds(30), Complaint);

    public static Complaint? Complaint(ServiceReply reply)
    {
        if (reply.Kind != BodyKind.Json)
        {
            return reply.IsSuccess ? null : new Complaint(reply.Text());
        }

        if (Parse(reply) is not { } body)
        {
            return null;
        }

        var claimed = Number(body, "status");
        if (reply.IsSuccess && claimed is null or (>= 200 and < 300) && Text(body, "error") is null)
        {
            return null;
        }

        var words = Text(body, "statusMessage") ?? Text(body, "error_description") ?? Text(body, "message") ?? Text(body, "error") ?? "";
        var status = claimed is null or (>= 200 and < 300) ? reply.Status : claimed.Value;
        return new Complaint(words, KindOf(words, Text(body, "code"), reply.Request.Endpoint), status);
    }

    private static FaultKind? KindOf(string words, string? code, string endpoint)
    {
        if (code is "EFACTURA_ALREADY_SENT" or "INVOICE_ALREADY_CANCELLED")
        {
            return FaultKind.FiscalViolation;
        }

        if (endpoint == OblioClient.TokenEndpoint && (words.Contains("client", StringComparison.OrdinalIgnoreCase)
            || words.Contains("credentials", StringComparison.OrdinalIgnoreCase)))
        {
            return FaultKind.Authentication;
        }

        return words switch
        {
            _ when words.StartsWith("The access token", StringComparison.OrdinalIgnoreCase) => FaultKind.Authentication,
            _ when words.StartsWith("Nu exista document", StringComparison.OrdinalIgnoreCase) => FaultKind.NotFound,
            _ when words.Contains("deja stornata", StringComparison.OrdinalIgnoreCase) => FaultKind.FiscalViolation,
            _ when words.Contains("deja anulat", StringComparison.OrdinalIgnoreCase) => FaultKind.FiscalViolation,
            _ => null,
        };
    }

    private static JsonElement? Parse(ServiceReply reply)
    {
        try
        {
            var body = JsonSerializer.Deserialize(BodySniffer.WithoutMark(reply.Body.Span), OblioJson.Default.JsonElement);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            // Broken JSON is reported where the answer is read, or by its status.
            return null;
        }
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement body, string name) => body.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        }
        : null;
}
