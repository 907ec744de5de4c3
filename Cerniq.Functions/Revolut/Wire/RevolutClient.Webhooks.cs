using System.Runtime.CompilerServices;
using System.Xml;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>Webhooks are the one thing that lives under version 2.0.</summary>
public sealed partial class RevolutClient
{
    private const int EventPage = 1000;

    // Revolut refuses to look back further than 21 days; its clock and ours differ a little.
    private static readonly TimeSpan FailedEventsReach = TimeSpan.FromDays(21) - TimeSpan.FromMinutes(5);

    /// <summary>Lists webhooks, without their secrets.</summary>
    public Task<IReadOnlyList<RevolutWebhook>> GetWebhooksAsync(CancellationToken cancellationToken) =>
        GetAsync(V2, "webhooks", new Query(), RevolutJson.Default.Webhooks, cancellationToken);

    /// <summary>Reads one webhook with its secret.</summary>
    public Task<RevolutWebhook> GetWebhookAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(V2, "webhooks/" + Escaped(id), new Query(), RevolutJson.Default.RevolutWebhook, cancellationToken, "webhooks/{id}");

    /// <summary>Registers an address; the answer has the secret.</summary>
    public async Task<RevolutWebhook> CreateWebhookAsync(Uri url, IReadOnlyList<string> events, CancellationToken cancellationToken)
    {
        var body = new RevolutNewWebhook(url.OriginalString, events);
        var reply = await PostAsync(V2, "webhooks", body, RevolutJson.Default.RevolutNewWebhook, cancellationToken);
        return WithSecret(reply);
    }

    /// <summary>Makes a new secret.</summary>
    /// <param name="oldLivesOn">How long the old one signs beside it, seven days at most; deliveries then carry both.</param>
    public async Task<RevolutWebhook> RotateSecretAsync(string id, TimeSpan oldLivesOn, CancellationToken cancellationToken)
    {
        var path = $"webhooks/{Escaped(id)}/rotate-signing-secret";
        var body = new RevolutRotation(XmlConvert.ToString(oldLivesOn));
        var reply = await PostAsync(
            V2, path, body, RevolutJson.Default.RevolutRotation, cancellationToken, "webhooks/{id}/rotate-signing-secret");
        return WithSecret(reply);
    }

    public async Task DeleteWebhookAsync(string id, CancellationToken cancellationToken) =>
        await caller.SendAsync(
            Request(HttpMethod.Delete, V2, "webhooks/" + Escaped(id), new Query(), "webhooks/{id}"), tokens, cancellationToken);

    /// <summary>Lists the events that could not be delivered, the latest first, back to a moment or 21 days.</summary>
    public async IAsyncEnumerable<RevolutFailedEvent> GetFailedEventsAsync(
        string webhookId, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reach = clock.GetUtcNow() - FailedEventsReach;
        var start = since > reach ? since : reach;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (DateTimeOffset? before = null; before is null || before > start;)
        {
            var page = await GetAsync(
                V2,
                $"webhooks/{Escaped(webhookId)}/failed-events",
                new Query().With("limit", EventPage).With("created_before", before),
                RevolutJson.Default.FailedEvents,
                cancellationToken,
                "webhooks/{id}/failed-events");
            var fresh = page.Where(failed => failed.CreatedAt >= start && seen.Add(failed.Id)).ToList();
            foreach (var failed in fresh)
            {
                yield return failed;
            }

            if (page.Count < EventPage)
            {
                yield break;
            }

            var next = fresh.Count > 0 ? page[^1].CreatedAt.AddMilliseconds(1) : page[^1].CreatedAt;
            if (next == before)
            {
                yield break;
            }

            before = next;
        }
    }

    private static RevolutWebhook WithSecret(ServiceReply reply)
    {
        var webhook = reply.Read(RevolutJson.Default.RevolutWebhook);
        return webhook.SigningSecret is { Length: > 0 } ? webhook : throw reply.Unreadable("a webhook without a secret");
    }
}
