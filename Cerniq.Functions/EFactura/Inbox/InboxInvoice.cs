using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.Functions.EFactura;

/// <summary>A received invoice, for people and programs to read.</summary>
public sealed record InboxInvoice(
    string Number,
    string Kind,
    DateOnly IssueDate,
    DateOnly? DueDate,
    InboxParty Seller,
    InboxParty Buyer,
    string Currency,
    decimal? WithoutVat,
    decimal? Vat,
    decimal? WithVat,
    decimal? Payable,
    IReadOnlyList<InboxLine> Lines)
{
    private const int MostLines = 500;

    /// <summary>Null when it cannot be read.</summary>
    public static InboxInvoice? Read(ReadOnlyMemory<byte> xml)
    {
        if (UblReader.Read(xml).Partial is not { } invoice)
        {
            return null;
        }

        var totals = invoice.Totals;
        return new InboxInvoice(
            invoice.Number,
            invoice.Kind.NameEn,
            invoice.IssueDate,
            invoice.DueDate,
            Of(invoice.Seller),
            Of(invoice.Buyer),
            invoice.Currency,
            totals?.WithoutVat,
            totals?.Vat,
            totals?.WithVat,
            totals?.Payable,
            [.. invoice.Lines.Take(MostLines).Select(line => new InboxLine(
                line.Item.Name, line.Quantity, line.UnitCode, line.Price.Net, line.Vat.Rate, line.NetAmount))]);
    }

    private static InboxParty Of(Party party) => new(party.Name, party.VatId ?? party.LegalRegistration?.Value);
}

/// <param name="Code">VAT code or number in the register.</param>
public sealed record InboxParty(string Name, string? Code);

public sealed record InboxLine(string Name, decimal Quantity, string Unit, decimal Price, decimal? VatRate, decimal Net);
