using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>A registered webhook with its signing secrets.</summary>
internal sealed record RevolutWebhook(string Business, string Id, string Url, IReadOnlyList<string> Events, IReadOnlyList<RevolutSecret> Secrets)
{
    public static Kind<RevolutWebhook> Kept { get; } = new("revolut.webhook", static webhook => webhook.Id)
    {
        Marks = static webhook => [$"business={webhook.Business}"],
    };
}

/// <summary>A signing secret; the current one does not expire.</summary>
internal sealed record RevolutSecret(string Value, DateTimeOffset? ExpiresAt)
{
    public bool IsActive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}

/// <summary>One event on its way to one webhook.</summary>
internal sealed record RevolutDelivery
{
    public required string Id { get; init; }

    public required string Business { get; init; }

    public required string WebhookId { get; init; }

    /// <summary>The transaction; its events keep their order.</summary>
    public required string Subject { get; init; }

    /// <summary>The exact body.</summary>
    public required string Body { get; init; }

    public int Attempts { get; init; }

    /// <summary>waiting, delivered or failed.</summary>
    public string State { get; init; } = "waiting";

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSentAt { get; init; }

    public string? LastOutcome { get; init; }

    public static Kind<RevolutDelivery> Kept { get; } = new("revolut.delivery", static delivery => delivery.Id)
    {
        Order = static delivery => delivery.CreatedAt.ToUnixTimeMilliseconds(),
        Marks = static delivery => delivery.State == "failed" ? [$"failed={delivery.WebhookId}"] : [],
    };
}

/// <summary>Puts events on their way, in the write that made them true.</summary>
internal static class RevolutEvents
{
    public const string DeliverWork = "revolut.deliver";

    public static void Created(StoreSession session, RevolutTransaction transaction, SandboxClock clock) =>
        Enqueue(session, transaction, "TransactionCreated", CreatedBody(transaction, clock), clock);

    public static void Changed(StoreSession session, RevolutTransaction transaction, string oldState, SandboxClock clock) =>
        Enqueue(session, transaction, "TransactionStateChanged", ChangedBody(transaction, oldState, clock), clock);

    public static void Incoming(
        StoreSession session, RevolutTransaction pending, RevolutTransaction completed, SandboxClock clock, bool duplicate, bool reorder)
    {
        (string Name, string Body)[] events =
        [
            ("TransactionCreated", CreatedBody(pending, clock)),
            ("TransactionStateChanged", ChangedBody(completed, pending.State, clock)),
        ];
        foreach (var (name, body) in reorder ? events.Reverse() : events)
        {
            for (var copy = 0; copy < (duplicate ? 2 : 1); copy++)
            {
                Enqueue(session, completed, name, body, clock);
            }
        }
    }

    private static void Enqueue(StoreSession session, RevolutTransaction transaction, string name, string body, SandboxClock clock)
    {
        foreach (var webhook in session.With(RevolutWebhook.Kept, $"business={transaction.Business}").Where(webhook => webhook.Events.Contains(name)).ToList())
        {
            var delivery = session.Put(RevolutDelivery.Kept, new RevolutDelivery
            {
                Id = $"{session.Next("revolut.delivery"):D12}",
                Business = transaction.Business,
                WebhookId = webhook.Id,
                Subject = transaction.Id,
                Body = body,
                CreatedAt = clock.Now,
            });
            session.Schedule(DeliverWork, delivery.Id, clock.RealMilliseconds);
        }
    }

    private static string CreatedBody(RevolutTransaction transaction, SandboxClock clock) => Body("TransactionCreated", transaction.Wire(), clock);

    private static string ChangedBody(RevolutTransaction transaction, string oldState, SandboxClock clock)
    {
        var data = new JsonObject { ["id"] = transaction.Id };
        if (transaction.RequestId is { } request)
        {
            data["request_id"] = request;
        }

        data["old_state"] = oldState;
        data["new_state"] = transaction.State;
        return Body("TransactionStateChanged", data, clock);
    }

    // Compact, with the keys of the envelope in alphabetical order, as the published signed sample is.
    private static string Body(string name, JsonObject data, SandboxClock clock) =>
        new JsonObject { ["data"] = data, ["event"] = name, ["timestamp"] = RevolutAnswer.Instant(clock.Now) }.ToJsonString(StoredJson.Options);
}
