using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf;
using Cerniq.Sandbox.Economic;
using Cerniq.Sandbox.Oblio;
using Cerniq.Sandbox.Revolut;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Control;

/// <summary>Everything that really took effect, whatever the callers were told.</summary>
internal sealed class Ledger(SandboxStore store)
{
    public JsonObject Read() => store.Read(static session => new JsonObject
    {
        ["oblio"] = Oblio(session),
        ["anaf"] = Anaf(session),
        ["revolut"] = Revolut(session),
        ["economic"] = Economic(session),
    });

    private static JsonObject Oblio(StoreSession session)
    {
        var documents = session.All(OblioDocument.Kept).ToList();
        return new JsonObject
        {
            ["proformas"] = Array(documents.Where(static document => document.Type == "Proforma"), Document),
            ["invoices"] = Array(documents.Where(static document => document.Type == "Factura" && !document.IsStorno), Document),
            ["stornos"] = Array(documents.Where(static document => document.IsStorno), Document),
            ["notices"] = Array(documents.Where(static document => document.Type == "Aviz"), Document),
            ["emails"] = Array(session.All(OblioEmail.Kept), static email => JsonSerializer.SerializeToNode(email, StoredJson.Options)!),
        };
    }

    private static JsonNode Document(OblioDocument document) => new JsonObject
    {
        ["id"] = document.Id,
        ["cif"] = document.Cif,
        ["seriesName"] = document.SeriesName,
        ["number"] = document.Number,
        ["issueDate"] = OblioAnswer.Day(document.IssueDate),
        ["currency"] = document.Currency,
        ["net"] = document.Totals.Net,
        ["vat"] = document.Totals.Vat,
        ["total"] = document.Totals.Total,
        ["collected"] = document.Collected,
        ["canceled"] = document.Canceled,
        ["clientCif"] = document.Client.Cif,
        ["clientName"] = document.Client.Name,
        ["idempotencyKey"] = document.IdempotencyKey,
        ["mentions"] = document.Mentions,
        ["internalNote"] = document.InternalNote,
        ["reference"] = JsonSerializer.SerializeToNode(document.Reference, StoredJson.Options),
        ["indexUpload"] = document.IndexUpload,
        ["lines"] = document.Lines.Count,
        ["createdAt"] = document.CreatedAt,
    };

    private static JsonObject Anaf(StoreSession session) => new()
    {
        ["uploads"] = Array(session.All(AnafUpload.Kept), static upload => new JsonObject
        {
            ["index"] = upload.Index,
            ["environment"] = upload.Environment,
            ["state"] = upload.Stare,
            ["downloadId"] = upload.DownloadId,
            ["standard"] = upload.Standard,
            ["b2c"] = upload.B2C,
            ["extern"] = upload.Extern,
            ["autofactura"] = upload.Autofactura,
            ["executare"] = upload.Executare,
            ["cif"] = upload.Cif,
            ["sellerCif"] = upload.Content.SellerCif,
            ["buyerCif"] = upload.Content.BuyerCif,
            ["invoiceNumber"] = upload.Content.Number,
            ["issueDate"] = upload.Content.IssueDate,
            ["amount"] = upload.Content.Amount,
            ["currency"] = upload.Content.Currency,
            ["sha256"] = upload.Sha256,
            ["errors"] = new JsonArray([.. upload.Errors.Select(static error => JsonValue.Create(error))]),
            ["uploadedAt"] = upload.UploadedAt,
            ["settledAt"] = upload.SettledAt,
            ["listedAt"] = upload.ListedAt,
        }),
    };

    private static JsonObject Revolut(StoreSession session)
    {
        var transactions = session.All(RevolutTransaction.Kept).ToList();
        return new JsonObject
        {
            ["payments"] = Array(transactions.Where(static transaction => transaction.Origin == "pay"), Transaction),
            ["transfers"] = Array(transactions.Where(static transaction => transaction.Origin == "transfer"), Transaction),
            ["incoming"] = Array(transactions.Where(static transaction => transaction.Origin is "incoming" or "topup"), Transaction),
            ["transactions"] = Array(transactions, Transaction),
            ["deliveries"] = Array(session.All(RevolutDelivery.Kept), static delivery => new JsonObject
            {
                ["id"] = delivery.Id,
                ["tenant"] = delivery.Business,
                ["webhookId"] = delivery.WebhookId,
                ["transactionId"] = delivery.Subject,
                ["event"] = (string?)JsonNode.Parse(delivery.Body)!["event"],
                ["state"] = delivery.State,
                ["attempts"] = delivery.Attempts,
                ["lastOutcome"] = delivery.LastOutcome,
            }),
        };
    }

    private static JsonNode Transaction(RevolutTransaction transaction) => new JsonObject
    {
        ["tenant"] = transaction.Business,
        ["id"] = transaction.Id,
        ["origin"] = transaction.Origin,
        ["type"] = transaction.Type,
        ["state"] = transaction.State,
        ["requestId"] = transaction.RequestId,
        ["amount"] = RevolutAnswer.Plain(transaction.Legs[0].Amount),
        ["currency"] = transaction.Legs[0].Currency,
        ["reference"] = transaction.Reference,
        ["counterparty"] = transaction.Legs[0].CounterpartyId,
        ["description"] = transaction.Legs[0].Description,
        ["reasonCode"] = transaction.ReasonCode,
        ["createdAt"] = transaction.CreatedAt,
        ["completedAt"] = transaction.CompletedAt,
    };

    private static JsonObject Economic(StoreSession session)
    {
        var vouchers = session.All(EconomicVoucher.Kept).ToList();
        return new JsonObject
        {
            ["vouchers"] = Array(vouchers, static voucher => new JsonObject
            {
                ["agreement"] = voucher.Agreement,
                ["journal"] = voucher.Journal,
                ["year"] = voucher.Year,
                ["voucherNumber"] = voucher.Number,
                ["state"] = voucher.State,
                ["idempotencyKey"] = voucher.IdempotencyKey,
                ["entries"] = voucher.Entries.DeepClone(),
                ["texts"] = Texts(voucher),
                ["pages"] = voucher.Files.Sum(static file => file.Pages),
                ["createdAt"] = voucher.CreatedAt,
            }),
            ["attachments"] = Array(vouchers.SelectMany(static voucher => voucher.Files.Select(file => (voucher, file))), static pair => new JsonObject
            {
                ["agreement"] = pair.voucher.Agreement,
                ["year"] = pair.voucher.Year,
                ["voucherNumber"] = pair.voucher.Number,
                ["mediaType"] = pair.file.MediaType,
                ["pages"] = pair.file.Pages,
                ["size"] = pair.file.Size,
            }),
        };
    }

    private static JsonArray Texts(EconomicVoucher voucher) => new([.. voucher.Entries
        .SelectMany(static array => array.Value!.AsArray())
        .Select(static entry => entry!["text"]?.DeepClone())
        .Where(static text => text is not null)]);

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> wire) => new([.. items.Select(wire)]);
}
