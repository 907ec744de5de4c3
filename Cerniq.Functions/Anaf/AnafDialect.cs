using System.Text.Json;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

/// <summary>How ANAF says no: XML or JSON under HTTP 200, in whatever content type.</summary>
internal static class AnafDialect
{
    public static ServiceProfile Profile { get; } = new("anaf", TimeSpan.FromSeconds(30), Complaint);

    public static Complaint? Complaint(ServiceReply reply)
    {
        if (reply.Status is 301 or 302 or 303)
        {
            return new Complaint("the gateway asks for a login in a browser", FaultKind.Authentication);
        }

        var complaint = reply.Kind switch
        {
            BodyKind.Xml => OfXml(reply),
            BodyKind.Json => OfJson(reply),
            BodyKind.Empty when reply.Status == 204 && reply.Request.Nature == CallNature.Read =>
                new Complaint("HTTP 204: the limit of calls is reached", FaultKind.RateLimit),
            _ => null,
        };
        var usual = reply.IsSuccess || reply.Request.ExpectedStatuses.Contains(reply.Status);
        return complaint ?? (usual ? null : new Complaint(reply.Kind == BodyKind.Other ? reply.Text() : ""));
    }

    private static Complaint? OfXml(ServiceReply reply)
    {
        var messages = AnafHeader.Read(reply)?.Messages ?? [];
        return messages.Count == 0 ? null : new Complaint(string.Join(" | ", messages), AnafWords.KindOf(messages[0]));
    }

    private static Complaint? OfJson(ServiceReply reply)
    {
        if (Parse(reply) is not { } body)
        {
            return null;
        }

        if (Text(body, "eroare") is { } error)
        {
            return AnafWords.SaysNoMessages(error) ? null : Worded(error, reply);
        }

        if (body.TryGetProperty("cod", out var code) && code.ValueKind == JsonValueKind.Number && code.GetInt32() != 200)
        {
            return new Complaint(Text(body, "message") ?? "", Status: code.GetInt32());
        }

        // OAuth's own shape, and Spring's: neither tells more than its status does.
        if (Text(body, "error") is { } known)
        {
            var words = Text(body, "error_description") ?? Text(body, "message") ?? known;
            return new Complaint(known == words ? known : $"{known}: {words}", known.StartsWith("invalid_", StringComparison.Ordinal) ? FaultKind.Authentication : null);
        }

        return Text(body, "message") is { } message && !reply.IsSuccess ? new Complaint(message) : null;
    }

    private static Complaint Worded(string error, ServiceReply reply)
    {
        var kind = AnafWords.KindOf(error);
        TimeSpan? wait = kind == FaultKind.RateLimit && error.Contains("cursul zilei", StringComparison.Ordinal) && reply.Date is { } now
            ? AnafTime.UntilMidnight(now)
            : null;
        return new Complaint(error, kind, RetryAfter: wait);
    }

    private static JsonElement? Parse(ServiceReply reply)
    {
        try
        {
            var body = JsonSerializer.Deserialize(BodySniffer.WithoutMark(reply.Body.Span), AnafJson.Default.JsonElement);
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
}
