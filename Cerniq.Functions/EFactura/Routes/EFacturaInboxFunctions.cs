using Cerniq.Functions.Api;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>The routes that show what ANAF lists for a tenant: every message, and the invoices received.</summary>
[SaysSuccess]
public sealed class EFacturaInboxFunctions(AnafMessageStore messages, EFacturaStore filings, IBlobStore blobs)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(15);

    /// <summary>What ANAF (or Oblio, where it files) lists, newest first, each with the filing it belongs to; <c>?unknown=true</c> for what was filed in the
    /// company's name and not from here.</summary>
    [Function("EFacturaMessages")]
    public async Task<IActionResult> MessagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/messages/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        await Listing.AnswerAsync(request, async paging =>
        {
            var isUnknown = string.Equals(request.Query["unknown"], "true", StringComparison.OrdinalIgnoreCase);
            var (page, continuation) = await messages.ListAsync(
                tenantId, isUnknown ? AnafMessageStore.Strays : AnafMessageStore.Messages, paging.Limit, paging.Continuation, cancellationToken);
            var lines = new List<MessageLine>(page.Count);
            foreach (var message in page)
            {
                var filing = await filings.FindByIndexAsync(tenantId, message.UploadIndex, cancellationToken);
                if (!isUnknown || filing is null)
                {
                    lines.Add(MessageLine.Of(message, filing?.QueueId));
                }
            }

            var until = await messages.ListedUntilAsync(tenantId, AnafMessageStore.OfAnaf, cancellationToken)
                ?? await messages.ListedUntilAsync(tenantId, AnafMessageStore.OfOblio, cancellationToken);
            return new EFacturaAnswer<MessagesAnswer>(new MessagesAnswer(true, tenantId, until, lines, Paging.Encode(continuation)));
        });

    /// <summary>Invoices received, newest first.</summary>
    [Function("EFacturaInbox")]
    public async Task<IActionResult> InboxAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/inbox/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        await Listing.AnswerAsync(request, async paging =>
        {
            var (page, continuation) = await messages.InboxAsync(tenantId, paging.Limit, paging.Continuation, cancellationToken);
            return new EFacturaAnswer<InboxAnswer>(new InboxAnswer(true, tenantId, [.. page.Select(Line)], Paging.Encode(continuation)));
        });

    private InboxAnswerLine Line(InboxEntry entry) => new(
        entry.Message.DownloadId,
        entry.Message.UploadIndex,
        entry.Message.ListedAt,
        entry.Message.Issuer,
        entry.Status,
        entry.Problem,
        entry.Invoice,
        entry.Xml?.Sha256,
        Link(entry.Xml),
        Link(entry.Zip));

    private Uri? Link(StoredFile? file) => file is null ? null : blobs.SignedReadUrl(file.Path, LinkLife);
}

/// <param name="ListedUntil">Up to when the list has been read.</param>
internal sealed record MessagesAnswer(
    bool Success, string TenantId, DateTimeOffset? ListedUntil, IReadOnlyList<MessageLine> Messages, string? Continuation);

/// <param name="QueueId">Our filing that it is about; null when it is not ours.</param>
internal sealed record MessageLine(
    string DownloadId, string UploadIndex, DateTimeOffset ListedAt, string Type, string? Issuer, string? Buyer, string Details, long? QueueId)
{
    public static MessageLine Of(AnafMessageRow message, long? queueId) => new(
        message.DownloadId, message.UploadIndex, message.ListedAt, message.Tip, message.Issuer, message.Buyer, message.Details, queueId);
}

internal sealed record InboxAnswer(bool Success, string TenantId, IReadOnlyList<InboxAnswerLine> Invoices, string? Continuation);

/// <param name="XmlUrl">Opens for a quarter of an hour.</param>
internal sealed record InboxAnswerLine(
    string DownloadId,
    string UploadIndex,
    DateTimeOffset ReceivedAt,
    string? IssuerCif,
    InboxStatus Status,
    string? Problem,
    InboxInvoice? Invoice,
    string? XmlHash,
    Uri? XmlUrl,
    Uri? ZipUrl);
