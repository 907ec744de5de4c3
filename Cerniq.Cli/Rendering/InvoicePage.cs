using System.Net;
using System.Text;
using Cerniq.EInvoicing.Model;

namespace Cerniq.Cli.Rendering;

/// <summary>An invoice as one self-contained HTML page for A4 paper. Every value is escaped; nothing is loaded from outside.</summary>
internal static class InvoicePage
{
    private const string Style = """
        @page { size: A4; margin: 15mm }
        body { font: 10.5pt/1.4 system-ui, sans-serif; color: #1b1b1b; max-width: 190mm; margin: 1rem auto }
        h1 { font-size: 16pt; margin: 0 0 .5rem }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem }
        dt { color: #555 } dd { margin: 0 }
        .parties { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-bottom: 1rem }
        .parties section { border: 1px solid #ccc; border-radius: 4px; padding: .6rem .8rem }
        .parties h2 { font-size: 9pt; text-transform: uppercase; color: #555; margin: 0 0 .3rem }
        table { width: 100%; border-collapse: collapse; margin-bottom: 1rem }
        th, td { text-align: left; padding: .3rem .4rem; border-bottom: 1px solid #ddd; vertical-align: top }
        thead { display: table-header-group } tr { break-inside: avoid }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        .totals { margin-left: auto; width: auto } .totals tr:last-child td { font-weight: 700; border-top: 2px solid #1b1b1b }
        small { color: #555 }
        """;

    public static string Html(Invoice invoice)
    {
        var page = new StringBuilder(16 * 1024);
        var title = Text($"{invoice.Kind.NameRo} {invoice.Number}");
        page.Append($"<!doctype html>\n<html lang=\"ro\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n");
        page.Append("<dl>\n");
        foreach (var (label, value) in InvoiceFacts.Header(invoice))
            page.Append($"<dt>{Text(label)}</dt><dd>{Text(value)}</dd>\n");
        page.Append("</dl>\n<div class=\"parties\">\n");
        Party(page, "Vânzător", invoice.Seller);
        Party(page, "Cumpărător", invoice.Buyer);
        page.Append("</div>\n");
        Lines(page, invoice);
        page.Append("<table class=\"totals\">\n");
        foreach (var (label, value) in InvoiceFacts.Totals(invoice))
            page.Append($"<tr><td>{Text(label)}</td><td class=\"n\">{Text(value)}</td></tr>\n");
        page.Append("</table>\n");
        foreach (var note in invoice.Notes)
            page.Append($"<p>{Text(note.Text)}</p>\n");
        page.Append("<p><small>Reprezentare pentru citire a documentului UBL; originalul este fișierul XML.</small></p>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Party(StringBuilder page, string role, Party party)
    {
        page.Append($"<section><h2>{Text(role)}</h2>");
        page.AppendJoin("<br>", InvoiceFacts.Party(party).Select(Text));
        page.Append("</section>\n");
    }

    private static void Lines(StringBuilder page, Invoice invoice)
    {
        page.Append("<table>\n<thead><tr><th>Nr.</th><th>Articol</th><th class=\"n\">Cantitate</th><th>UM</th><th class=\"n\">Preț</th><th class=\"n\">TVA</th><th class=\"n\">Valoare</th></tr></thead>\n<tbody>\n");
        foreach (var line in invoice.Lines)
        {
            var details = string.Concat(new[] { line.Item.Description, line.Note }.Where(text => text is not null).Select(text => $"<br><small>{Text(text!)}</small>"));
            page.Append($"<tr><td>{Text(line.Id)}</td><td>{Text(line.Item.Name)}{details}</td><td class=\"n\">{line.Quantity}</td><td>{Text(line.UnitCode)}</td>");
            page.Append($"<td class=\"n\">{Text(InvoiceFacts.Price(line.Price))}</td><td class=\"n\">{Text(InvoiceFacts.Vat(line.Vat))}</td><td class=\"n\">{line.NetAmount:#,##0.00}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
