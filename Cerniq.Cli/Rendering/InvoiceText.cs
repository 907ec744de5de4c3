using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Ubl;
using Spectre.Console;

namespace Cerniq.Cli.Rendering;

/// <summary>An invoice as text for a terminal.</summary>
internal sealed class InvoiceText(IAnsiConsole console)
{
    public void Write(UblReadResult read)
    {
        var invoice = read.Partial!;
        console.MarkupLine($"[bold]{Escape(invoice.Kind.NameRo)} {Escape(invoice.Number)}[/]");
        foreach (var (label, value) in InvoiceFacts.Header(invoice))
            console.MarkupLine($"{Escape(label)}: {Escape(value)}");
        console.Write(Parties(invoice));
        console.Write(Lines(invoice));
        foreach (var (label, value) in InvoiceFacts.Totals(invoice))
            console.MarkupLine($"{Escape(label)}: [bold]{Escape(value)}[/]");
        foreach (var note in invoice.Notes)
            console.MarkupLine($"[italic]{Escape(note.Text)}[/]");
        foreach (var difference in InvoiceCalculator.Check(invoice))
            console.MarkupLine($"[red]{Escape(difference.Rule ?? "")} {Escape(difference.ToString())}[/]");
        if (read.NotModelled.Count > 0)
            console.MarkupLine($"[yellow]Not shown: {Escape(string.Join(", ", read.NotModelled))}[/]");
    }

    private static Table Parties(Invoice invoice)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Vânzător").AddColumn("Cumpărător");
        table.AddRow(Party(invoice.Seller), Party(invoice.Buyer));
        return table;
    }

    private static Table Lines(Invoice invoice)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Nr.").AddColumn("Articol").AddColumn(new TableColumn("Cantitate").RightAligned()).AddColumn("UM")
            .AddColumn(new TableColumn("Preț").RightAligned()).AddColumn(new TableColumn("TVA").RightAligned()).AddColumn(new TableColumn("Valoare").RightAligned());
        foreach (var line in invoice.Lines)
        {
            table.AddRow(
                Escape(line.Id), Escape(line.Item.Name), $"{line.Quantity}", Escape(line.UnitCode), InvoiceFacts.Price(line.Price), Escape(InvoiceFacts.Vat(line.Vat)), $"{line.NetAmount:0.00}");
        }

        return table;
    }

    private static string Party(Party party) => Escape(string.Join('\n', InvoiceFacts.Party(party)));

    private static string Escape(string text) => Markup.Escape(text);
}
