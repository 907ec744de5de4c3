using System.Globalization;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Economic;

/// <summary>Writes an issued invoice or storno as a voucher: an entry for each VAT rate, in the issuer's books a customer's
/// invoice, in the debtor's a supplier's.</summary>
public static class VoucherDraft
{
    /// <summary>Decimals that e-conomic takes.</summary>
    private const int Decimals = 2;

    private const int MaxText = 250;
    private const int MaxSupplierInvoiceNumber = 30;

    /// <param name="mark">By which the voucher is found again.</param>
    /// <exception cref="UnbookableException">The mapping or the invoice does not allow it; the words say what to change.</exception>
    public static EconomicEntries Of(InvoiceRecord invoice, EconomicUploadType side, Bookkeeping books, string mark)
    {
        var amounts = InvoiceAmounts.Of(invoice);
        if (!books.HasRates(side))
        {
            amounts = Together(invoice, amounts, side, books);
        }

        var entries = amounts.Where(amount => amount.Gross != 0).Select(amount => side == EconomicUploadType.Issuer
            ? Sold(invoice, amount, books, mark)
            : Bought(invoice, amount, books, mark)).ToArray();
        if (entries.Length == 0)
        {
            throw new UnbookableException($"{invoice.OblioInvoiceId} comes to nothing; there is nothing to book.");
        }

        return side == EconomicUploadType.Issuer
            ? new EconomicEntries { ManualCustomerInvoices = entries }
            : new EconomicEntries { SupplierInvoices = entries };
    }

    /// <summary>A payment of a customer, what is taken back of one, or what is refunded.</summary>
    /// <param name="amount">In the invoice's currency; negative when it goes back to the customer.</param>
    /// <exception cref="UnbookableException">No bank account is named, or the amount has too many decimals.</exception>
    public static EconomicEntries OfPayment(InvoiceRecord invoice, decimal amount, DateOnly date, Bookkeeping books, string mark) => new()
        {
            CustomerPayments =
            [
                Entry(invoice, -Sendable(amount, invoice.Currency), mark) with
                {
                    Customer = new EconomicCustomer(books.CustomerOf(invoice.Client.Cui)),
                    CustomerInvoiceNumber = Number(invoice),
                    ContraAccount = new EconomicAccount(books.BankAccount),
                    Date = date,
                },
            ],
        };

    /// <summary>Without a code for each rate there is one entry; that is right only when one rate carries VAT.</summary>
    private static IReadOnlyList<InvoiceAmount> Together(
        InvoiceRecord invoice, IReadOnlyList<InvoiceAmount> amounts, EconomicUploadType side, Bookkeeping books)
    {
        var code = side == EconomicUploadType.Issuer ? books.OutputVatCode(amounts[0].Rate) : null;
        return code is null ? [new InvoiceAmount(0m, amounts.Sum(amount => amount.Net), amounts.Sum(amount => amount.Vat))]
            : amounts.Count == 1 ? amounts
            : throw new UnbookableException(
                $"{invoice.OblioInvoiceId} has VAT at {string.Join(" and ", amounts.Select(a => $"{a.Rate:0.##} %"))}: give each a code in «economic_vat_codes».");
    }

    private static EconomicEntry Sold(InvoiceRecord invoice, InvoiceAmount amount, Bookkeeping books, string mark) =>
        Entry(invoice, Sendable(amount.Gross, invoice.Currency), mark) with // gross: e-conomic lifts the VAT out by the code
        {
            Customer = new EconomicCustomer(books.CustomerOf(invoice.Client.Cui)),
            CustomerInvoiceNumber = Number(invoice),
            ContraAccount = new EconomicAccount(books.RevenueAccount),
            ContraVatAccount = books.OutputVatCode(amount.Rate) is { } code ? new EconomicVat(code) : null,
        };

    /// <summary>In a debtor's books a purchase is negative and its credit note positive.</summary>
    private static EconomicEntry Bought(InvoiceRecord invoice, InvoiceAmount amount, Bookkeeping books, string mark) =>
        Entry(invoice, -Sendable(amount.Gross, invoice.Currency), mark) with
        {
            Supplier = new EconomicSupplier(books.SupplierNumber),
            SupplierInvoiceNumber = Cut(invoice.OblioInvoiceId, MaxSupplierInvoiceNumber),
            ContraAccount = new EconomicAccount(books.ExpenseAccount),
            ContraVatAccount = books.InputVatCode(amount.Rate) is { } code ? new EconomicVat(code) : null,
        };

    private static EconomicEntry Entry(InvoiceRecord invoice, decimal amount, string mark) => new()
    {
        Amount = amount,
        Currency = new EconomicCurrency(invoice.Currency),
        Date = invoice.IssueDate,
        DueDate = invoice.DueDate,
        Text = Cut($"#{mark} {invoice.OblioInvoiceId} {invoice.Client.CompanyName}", MaxText),
    };

    /// <summary>Never rounded on the way: what e-conomic cannot hold is for a person.</summary>
    private static decimal Sendable(decimal amount, string currency) => decimal.Round(amount, Decimals) == amount
        ? amount
        : throw new UnbookableException($"{amount} {currency} has more decimals than e-conomic takes ({Decimals}); book it by hand.");

    private static string Number(InvoiceRecord invoice) => invoice.Number.ToString(CultureInfo.InvariantCulture);

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
