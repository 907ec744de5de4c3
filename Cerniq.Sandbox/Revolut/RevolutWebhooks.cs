using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>Webhooks v2: registration, secrets and failed events.</summary>
internal sealed class RevolutWebhooks(SandboxStore store, TimeProvider time)
{
    private const int Most = 10;
    private const int MostSecrets = 3;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly string[] Events = ["TransactionCreated", "TransactionStateChanged", "PayoutLinkCreated", "PayoutLinkStateChanged"];

    public Task<JsonObject> CreateAsync(string business, JsonObject fields) => store.WriteAsync(session =>
    {
        var webhook = new RevolutWebhook(business, $"{Guid.NewGuid()}", UrlOf(fields) ?? throw RevolutRefusal.Missing("url"), EventsOf(fields) ?? Events[..2], [NewSecret()]);
        return session.Count(RevolutWebhook.Kept, $"business={business}") >= Most
            ? throw new RevolutRefusal(422, 3352, "The maximum number of webhooks (10) has been reached")
            : Wire(session.Put(RevolutWebhook.Kept, webhook), secret: true);
    });

    public JsonArray List(string business) =>
        store.Read(session => new JsonArray([.. session.With(RevolutWebhook.Kept, $"business={business}").Select(static webhook => Wire(webhook, secret: false))]));

    public JsonObject Get(string business, string id) => store.Read(session => Wire(Find(session, business, id), secret: true));

    public Task<JsonObject> UpdateAsync(string business, string id, JsonObject fields) => store.WriteAsync(session =>
    {
        var webhook = Find(session, business, id);
        var (url, events) = (UrlOf(fields), EventsOf(fields));
        return url is null && events is null
            ? throw new RevolutRefusal(400, 3000, "url or events must be provided")
            : Wire(session.Put(RevolutWebhook.Kept, webhook with { Url = url ?? webhook.Url, Events = events ?? webhook.Events }), secret: false);
    });

    public Task DeleteAsync(string business, string id) => store.WriteAsync(session => session.Delete(RevolutWebhook.Kept, Find(session, business, id).Id));

    public Task<JsonObject> RotateAsync(string business, string id, JsonObject fields) => store.WriteAsync(session =>
    {
        var webhook = Find(session, business, id);
        var now = time.GetUtcNow();
        var lasts = Period(fields.Text("expiration_period") ?? "P0D");
        var former = webhook.Secrets.Where(secret => secret.IsActive(now)).Select(secret => secret.ExpiresAt is null ? secret with { ExpiresAt = now + lasts } : secret);
        var active = former.Where(secret => secret.IsActive(now)).ToList();
        return active.Count >= MostSecrets
            ? throw new RevolutRefusal(422, 3355, "The maximum number of active signing keys (3) has been reached")
            : Wire(session.Put(RevolutWebhook.Kept, webhook with { Secrets = [NewSecret(), .. active] }), secret: true);
    });

    public JsonArray Failed(string business, string id, int limit, string? createdBefore)
    {
        var now = time.GetUtcNow();
        var before = createdBefore is null ? now.AddSeconds(1) : ParseInstant(createdBefore);
        if (before < now.AddDays(-21))
        {
            throw new RevolutRefusal(400, 2101, $"created_before must be after {RevolutAnswer.Instant(now.AddDays(-21))}, but is: {createdBefore}");
        }

        return store.Read(session =>
        {
            var webhook = Find(session, business, id);
            var slice = new Slice(Descending: true, To: before.ToUnixTimeMilliseconds() - 1, Take: Math.Clamp(limit, 1, 1000));
            return new JsonArray([.. session.With(RevolutDelivery.Kept, $"failed={id}", slice).Select(delivery => FailedEvent(delivery, webhook))]);
        });
    }

    private static JsonObject FailedEvent(RevolutDelivery delivery, RevolutWebhook webhook) => new JsonObject
    {
        ["id"] = new Guid(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(delivery.Id)).AsSpan(0, 16)).ToString(),
        ["created_at"] = RevolutAnswer.Instant(delivery.CreatedAt),
        ["updated_at"] = RevolutAnswer.Instant(delivery.LastSentAt ?? delivery.CreatedAt),
        ["webhook_id"] = webhook.Id,
        ["webhook_url"] = webhook.Url,
        ["payload"] = JsonNode.Parse(delivery.Body),
        ["last_sent_date"] = RevolutAnswer.Instant(delivery.LastSentAt ?? delivery.CreatedAt),
    };

    private static RevolutWebhook Find(StoreSession session, string business, string id) =>
        !Guid.TryParse(id, out _) ? throw new RevolutRefusal(400, 2101, "Invalid webhook id")
        : session.Find(RevolutWebhook.Kept, id) is { } webhook && webhook.Business == business ? webhook
        : throw new RevolutRefusal(404, 3040, "Webhook not found");

    // HTTPS only, as in Revolut; a loopback address may be plain, because nothing else is reachable in a test.
    private static string? UrlOf(JsonObject fields)
    {
        if (fields.Text("url") is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
            ? url.ToString()
            : throw new RevolutRefusal(400, 3000, "'url' must be a valid HTTPS URL");
    }

    private static string[]? EventsOf(JsonObject fields)
    {
        if (fields["events"] is not JsonArray { Count: > 0 } array)
        {
            return null;
        }

        var events = array.Select(static name => $"{name}").Distinct(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(events, static name => Events.Contains(name)) ? events : throw new RevolutRefusal(400, 3000, "'events' contains an unknown event");
    }

    private static TimeSpan Period(string text)
    {
        try
        {
            var period = XmlConvert.ToTimeSpan(text);
            return period >= TimeSpan.Zero && period <= TimeSpan.FromDays(7) ? period : throw new RevolutRefusal(400, 2101, "expiration_period must be from P0D to P7D");
        }
        catch (FormatException)
        {
            throw new RevolutRefusal(400, 2101, "expiration_period is not an ISO 8601 duration");
        }
    }

    private static DateTimeOffset ParseInstant(string text) =>
        DateTimeOffset.TryParse(text, out var instant) ? instant : throw new RevolutRefusal(400, 2101, "created_before is not a date-time");

    private static RevolutSecret NewSecret() => new($"wsk_{RandomNumberGenerator.GetString(Alphabet, 32)}", null);

    private static JsonObject Wire(RevolutWebhook webhook, bool secret)
    {
        var body = new JsonObject
        {
            ["id"] = webhook.Id,
            ["url"] = webhook.Url,
            ["events"] = new JsonArray([.. webhook.Events.Select(static name => JsonValue.Create(name))]),
        };
        if (secret)
        {
            body["signing_secret"] = webhook.Secrets[0].Value;
        }

        return body;
    }
}
