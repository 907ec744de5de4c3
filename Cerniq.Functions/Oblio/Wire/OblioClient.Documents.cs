using System.Runtime.CompilerServices;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio.Wire;

public sealed partial class OblioClient
{
    private const int DocumentPage = 100;

    /// <summary>Issues a proforma.</summary>
    public Task<OblioIssued> CreateProformaAsync(OblioDocument document, CancellationToken cancellationToken) =>
        CreateAsync(OblioDocumentType.Proforma, document, cancellationToken);

    /// <summary>Issues a fiscal invoice; it takes a number of its series for good.</summary>
    public Task<OblioIssued> CreateInvoiceAsync(OblioDocument document, CancellationToken cancellationToken) =>
        CreateAsync(OblioDocumentType.Invoice, document, cancellationToken);

    /// <summary>Issues the negative invoice that reverses another, wholly or in part.</summary>
    public Task<OblioIssued> CreateStornoAsync(OblioStorno storno, CancellationToken cancellationToken) =>
        CreateAsync(OblioDocumentType.Invoice, Document(storno), cancellationToken);

    /// <summary>Reads one document: its link and its payments.</summary>
    public Task<OblioIssued> GetDocumentAsync(OblioKey key, CancellationToken cancellationToken)
    {
        var query = OfCompany().With("seriesName", key.SeriesName).With("number", key.Number);
        return GetAsync("docs/" + key.Type.Segment(), query, OblioJson.Default.Issued, cancellationToken);
    }

    /// <summary>Lists documents, page after page as they are read.</summary>
    public async IAsyncEnumerable<OblioListed> ListDocumentsAsync(
        OblioDocumentType type, OblioListFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; ; offset += DocumentPage)
        {
            var query = Narrowed(filter).With("limitPerPage", DocumentPage).With("offset", offset);
            var page = await GetAsync($"docs/{type.Segment()}/list", query, OblioJson.Default.Listed, cancellationToken);
            foreach (var document in page)
            {
                yield return document;
            }

            if (page.Count < DocumentPage)
            {
                yield break;
            }
        }
    }

    /// <summary>Finds the document that carries a mark in its mentions: how to learn whether a doubtful call took effect.</summary>
    /// <param name="issuedAfter">The day of the first attempt or an earlier one.</param>
    /// <returns>Null when none carries it.</returns>
    public async Task<OblioListed?> FindByMarkAsync(
        OblioDocumentType type, string mark, DateOnly issuedAfter, CancellationToken cancellationToken)
    {
        // One day of margin: whether the first day is included is not documented.
        var filter = new OblioListFilter { IssuedAfter = issuedAfter.AddDays(-1) };
        await foreach (var document in ListDocumentsAsync(type, filter, cancellationToken))
        {
            if (document.Mentions?.Contains(mark, StringComparison.Ordinal) == true)
            {
                return document;
            }
        }

        return null;
    }

    /// <summary>Makes a document void; it keeps its number.</summary>
    public Task<OblioIssued> CancelAsync(OblioKey key, CancellationToken cancellationToken) =>
        ActAsync(HttpMethod.Put, key, "/cancel", Action(key), cancellationToken);

    /// <summary>Takes a cancellation back.</summary>
    public Task<OblioIssued> RestoreAsync(OblioKey key, CancellationToken cancellationToken) =>
        ActAsync(HttpMethod.Put, key, "/restore", Action(key), cancellationToken);

    /// <summary>Deletes the last document of its series; Oblio refuses any other.</summary>
    public Task<OblioIssued> DeleteAsync(OblioKey key, bool deleteCollect, string? idempotencyKey, CancellationToken cancellationToken) =>
        ActAsync(
            HttpMethod.Delete,
            key,
            "",
            Action(key) with { DeleteCollect = deleteCollect ? true : null, IdempotencyKey = idempotencyKey },
            cancellationToken);

    /// <summary>Records a payment on an invoice; call it once for each part payment.</summary>
    public Task<OblioIssued> CollectAsync(OblioKey invoice, OblioCollect collect, CancellationToken cancellationToken) =>
        ActAsync(HttpMethod.Put, invoice, "/collect", Action(invoice) with { Collect = collect }, cancellationToken);

    private static OblioDocument Document(OblioStorno storno)
    {
        if (storno.Lines is { Count: 0 } || storno.Lines?.Any(line => line is { DiscountType: null, Quantity: null or 0 }) == true)
        {
            throw new ArgumentException("A partial storno names its lines, each but the discounts with the quantity to take back.", nameof(storno));
        }

        return new OblioDocument
        {
            SeriesName = storno.SeriesName,
            IssueDate = storno.IssueDate,
            Mentions = storno.Mentions,
            InternalNote = storno.InternalNote,
            Client = storno.Client,
            Currency = storno.Currency,
            ExchangeRate = storno.ExchangeRate,
            UseStock = storno.UseStock,
            SendEmail = storno.SendEmail,
            IdempotencyKey = storno.IdempotencyKey,
            Products = storno.Lines?.Select(line => line with { Quantity = -line.Quantity }).ToList(),
            ReferenceDocument = new OblioReference
            {
                Type = OblioDocumentType.Invoice.Name(),
                SeriesName = storno.Of.SeriesName,
                Number = storno.Of.Number,
                Refund = storno.Lines is null && storno.DeletePayment,
            },
        };
    }

    private async Task<OblioIssued> CreateAsync(OblioDocumentType type, OblioDocument document, CancellationToken cancellationToken)
    {
        var mine = document with { Cif = connection.CompanyCif, UseStock = document.UseStock ?? false };
        var path = "docs/" + type.Segment();
        var request = Request(HttpMethod.Post, path, path) with { Body = () => Json(mine, OblioJson.Default.OblioDocument) };
        var reply = await caller.SendAsync(request, tokens, cancellationToken);
        var issued = Data(reply, OblioJson.Default.Issued);
        return issued is { SeriesName.Length: > 0, Number.Length: > 0 } ? issued : throw reply.Unreadable("a success without a number");
    }

    private Task<OblioIssued> ActAsync(
        HttpMethod method, OblioKey key, string verb, OblioDocumentAction action, CancellationToken cancellationToken) => ChangeAsync(
        method,
        $"docs/{key.Type.Segment()}{verb}",
        action,
        OblioJson.Default.OblioDocumentAction,
        OblioJson.Default.Issued,
        cancellationToken);

    private OblioDocumentAction Action(OblioKey key) =>
        new() { Cif = connection.CompanyCif, SeriesName = key.SeriesName, Number = key.Number };

    private Query Narrowed(OblioListFilter filter) => OfCompany()
        .With("seriesName", filter.SeriesName)
        .With("number", filter.Number)
        .With("id", filter.Id)
        .With("client[cif]", filter.ClientCif)
        .With("client[email]", filter.ClientEmail)
        .With("draft", filter.Draft)
        .With("canceled", filter.Canceled)
        .With("collected", filter.Collected)
        .With("issuedAfter", filter.IssuedAfter)
        .With("issuedBefore", filter.IssuedBefore)
        .With("withProducts", filter.WithProducts ? true : null)
        .With("withCollects", filter.WithCollects ? true : null)
        .With("withEinvoiceStatus", filter.WithEinvoiceStatus ? true : null)
        .With("orderBy", "id")
        .With("orderDir", filter.LatestFirst ? "DESC" : "ASC");
}
