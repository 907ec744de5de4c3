using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>How Revolut says no: a code and a message, or OAuth's own shape at login.</summary>
internal static partial class RevolutDialect
{
    public static ServiceProfile Profile { get; } = new("revolut", TimeSpan.FromSeconds(30), Complaint);

    public static Complaint? Complaint(ServiceReply reply)
    {
        if (reply.IsSuccess)
        {
            return null;
        }

        if (Parse(reply) is not { } body)
        {
            return new Complaint(reply.Kind == BodyKind.Other ? reply.Text() : "");
        }

        if (Text(body, "error") is { } error)
        {
            var said = Text(body, "error_description");
            var kind = reply.Status < 500 && reply.Status != 429 ? FaultKind.Authentication : (FaultKind?)null;
            return new Complaint(said is null ? error : $"{error}: {said}", kind);
        }

        var code = body.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : (int?)null;
        var message = Text(body, "message") ?? "";
        return new Complaint(code is null ? message : $"{code}: {message}", KindOf(code), RetryAfter: reply.RetryAfter ?? WaitIn(message));
    }

    private static FaultKind? KindOf(int? code) => code switch
    {
        1000 or 9002 => FaultKind.Authentication,

        // The payment, or the counterparty, is there already.
        3020 or 3012 => FaultKind.Duplicate,
        3006 or 3040 or 3544 => FaultKind.NotFound,
        3162 => FaultKind.RateLimit,
        _ => null,
    };

    private static TimeSpan? WaitIn(string message) =>
        Seconds().Match(message) is { Success: true } found
            ? TimeSpan.FromSeconds(int.Parse(found.Groups["seconds"].Value, CultureInfo.InvariantCulture))
            : null;

    private static JsonElement? Parse(ServiceReply reply)
    {
        if (reply.Kind != BodyKind.Json)
        {
            return null;
        }

        try
        {
            var body = JsonSerializer.Deserialize(BodySniffer.WithoutMark(reply.Body.Span), RevolutJson.Default.JsonElement);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            // Broken JSON is reported by its status.
            return null;
        }
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"again after (?<seconds>\d{1,4}) second", RegexOptions.IgnoreCase)]
    private static partial Regex Seconds();
}
