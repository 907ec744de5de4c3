using System.Text.Json;
using Spectre.Console;

namespace Cerniq.Cli.Demo;

/// <summary>Shows what a finished deal left behind: documents, amounts, ids, files.</summary>
internal static class DemoSummary
{
    public static async Task ShowAsync(IAnsiConsole console, DemoClient client, JsonElement view, CancellationToken cancellationToken)
    {
        var invoice = view.GetProperty("invoice");
        var evidence = await client.EvidenceAsync(invoice.GetProperty("invoiceId").GetString()!, cancellationToken);
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("what", "value");
        Document(table, "Proforma", view.GetProperty("proforma"));
        Document(table, "Invoice", invoice);
        table.AddRow("", Amounts(invoice));
        var filing = view.GetProperty("efactura");
        table.AddRow("e-Factura", Markup.Escape(
            $"index_incarcare {Text(filing, "indexIncarcare")}, id_descarcare {Text(filing, "idDescarcare")}, due by {Text(filing, "deadline")}"));
        foreach (var upload in view.GetProperty("economic").EnumerateArray())
        {
            table.AddRow("e-conomic", Markup.Escape($"voucher {upload.GetProperty("voucherNumber")} ({Text(upload, "uploadType")}, {Text(upload, "status")})"));
        }

        foreach (var payment in view.GetProperty("payments").EnumerateArray())
        {
            table.AddRow("Payment", Markup.Escape(
                $"{payment.GetProperty("amount").GetDecimal():N2} {Text(payment, "currency")} from {Text(payment, "counterpartyName")}: {Text(payment, "reconciliationStatus")}"));
        }

        foreach (var file in evidence.GetProperty("files").EnumerateArray().Where(file => IsDocument(Text(file, "kind"))))
        {
            table.AddRow("File", Markup.Escape($"{Text(file, "name")}  sha256 {Text(file, "sha256")[..16]}…"));
        }

        console.WriteLine();
        console.Write(table);
    }

    /// <summary>The bundle holds much more: records, decisions, the audit trail.</summary>
    private static bool IsDocument(string kind) => kind is "invoice-pdf" or "proforma-pdf" or "efactura-xml" or "anaf-response";

    private static void Document(Table table, string what, JsonElement document) =>
        table.AddRow(what, Markup.Escape($"{Text(document, "seriesName")}-{Text(document, "numberText")} of {Text(document, "issueDate")}"));

    private static string Amounts(JsonElement invoice) =>
        $"net {Money(invoice, "subtotal")} + VAT {Money(invoice, "vatAmount")} = [bold]{Money(invoice, "grandTotal")} {Text(invoice, "currency")}[/]"
        + $" (discount {Money(invoice, "totalDiscount")})";

    private static string Money(JsonElement element, string name) => $"{element.GetProperty(name).GetDecimal():N2}";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "–";
}
