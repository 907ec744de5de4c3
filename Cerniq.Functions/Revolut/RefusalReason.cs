using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Revolut;

/// <summary>Why a webhook was turned away.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>No signature, or no timestamp, in the headers.</summary>
    [JsonStringEnumMemberName("MISSING_HEADER")]
    MissingHeader,

    /// <summary>Signed by the other of the two schemes.</summary>
    [JsonStringEnumMemberName("WRONG_SCHEME")]
    WrongScheme,

    [JsonStringEnumMemberName("MALFORMED")]
    Malformed,

    [JsonStringEnumMemberName("STALE")]
    Stale,

    [JsonStringEnumMemberName("FUTURE")]
    Future,

    /// <summary>The timestamp is in seconds, not in milliseconds.</summary>
    [JsonStringEnumMemberName("SECONDS")]
    Seconds,

    [JsonStringEnumMemberName("BAD_SIGNATURE")]
    BadSignature,

    /// <summary>The tenant has no signing secret, so that nothing can be believed.</summary>
    [JsonStringEnumMemberName("NO_SECRET")]
    NoSecret,
}

/// <summary>Puts a signature's verdict into words for people. Never tells a secret or what the signature should have been.</summary>
internal static class Refusals
{
    private const long LongAgo = 100_000_000_000; // milliseconds in 1973, seconds in the year 5138

    private static readonly string[] Labels = [.. Enum.GetValues<RefusalReason>().Select(reason => JsonSerializer.Serialize(reason).Trim('"'))];

    public static RefusalReason Reason(SignatureVerdict verdict, WebhookHeaders headers, bool isV1) => verdict switch
    {
        SignatureVerdict.Missing when !isV1 && headers.SignatureV1 is not null => RefusalReason.WrongScheme,
        SignatureVerdict.Missing when isV1 && headers.Signature is not null => RefusalReason.WrongScheme,
        SignatureVerdict.Missing => RefusalReason.MissingHeader,
        SignatureVerdict.Malformed => RefusalReason.Malformed,
        SignatureVerdict.Stale when long.TryParse(headers.Timestamp, out var at) && at is > 0 and < LongAgo => RefusalReason.Seconds,
        SignatureVerdict.Stale => RefusalReason.Stale,
        SignatureVerdict.Future => RefusalReason.Future,
        _ => RefusalReason.BadSignature,
    };

    /// <summary>The reason's name in metrics, the same as in what is kept.</summary>
    public static string Label(RefusalReason reason) => Labels[(int)reason];

    public static string Advice(RefusalReason reason) => reason switch
    {
        RefusalReason.MissingHeader => "Revolut sends Revolut-Signature and Revolut-Request-Timestamp with every event. See whether a proxy drops them.",
        RefusalReason.WrongScheme => "The event is signed by the other scheme. Set revolut_webhook_version to the version that is registered at Revolut, then replay.",
        RefusalReason.Malformed => "A header is not of its form: v1= and 64 hex digits, and Unix milliseconds.",
        RefusalReason.Stale => "Sent more than five minutes before it came. An old event sent again by a stranger, or a clock that is wrong here.",
        RefusalReason.Future => "Sent more than five minutes from now. See whether the clock here is right.",
        RefusalReason.Seconds => "The timestamp is in seconds; Revolut sends milliseconds. This was not sent by Revolut.",
        RefusalReason.NoSecret => "No signing secret is set. Set revolut_webhook_secret (or register the webhook anew), then replay.",
        _ => "No signature fits the secret: it was rotated, belongs to another webhook, or the body was altered on its way. Set the right secret, then replay.",
    };
}

/// <summary>What of a delivery's headers its signature rests on.</summary>
/// <param name="DeliveryId">X-Webhook-Id of the older scheme.</param>
public sealed record WebhookHeaders(string? Signature, string? Timestamp, string? SignatureV1, string? DeliveryId)
{
    public static WebhookHeaders Of(Microsoft.AspNetCore.Http.HttpRequest request) => new(
        Text(request, RevolutSignature.SignatureHeader),
        Text(request, RevolutSignature.TimestampHeader),
        Text(request, RevolutSignature.SignatureHeaderV1),
        Text(request, "X-Webhook-Id"));

    private static string? Text(Microsoft.AspNetCore.Http.HttpRequest request, string header) =>
        request.Headers[header].ToString() is { Length: > 0 and <= 1000 } text ? text : null;
}
