using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>What was first answered under an Idempotency-Key. It is remembered for an hour, over the whole agreement.</summary>
internal sealed record EconomicRemembered(string Agreement, string Key, string Url, string BodySha256, int Status, JsonNode? Body, string? Location, DateTimeOffset At)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private static Kind<EconomicRemembered> Kept { get; } = new("economic.remembered", static remembered => $"{remembered.Agreement}/{remembered.Key}");

    /// <summary>Gives the remembered answer, or makes and remembers one in the same write as its effect.</summary>
    public static EconomicReply Answer(StoreSession session, EconomicCall call, string bodySha256, TimeProvider time, Func<EconomicReply> make)
    {
        if (call.IdempotencyKey is not { } key)
        {
            return make();
        }

        var now = time.GetUtcNow();
        if (session.Find(Kept, $"{call.Agreement}/{key}") is { } first && now - first.At < Memory)
        {
            return first.Url != call.Url ? EconomicReply.Refused(400, "The Idempotency-Key was already used with another URL.", "URLChanged", time)
                : first.BodySha256 != bodySha256 ? EconomicReply.Refused(400, "The Idempotency-Key was already used with another payload.", "PayloadChanged", time)
                : new EconomicReply(first.Status, first.Body, first.Location);
        }

        var reply = make();
        session.Put(Kept, new EconomicRemembered(call.Agreement, key, call.Url, bodySha256, reply.Status, reply.Body, reply.Location, now));
        return reply;
    }
}
