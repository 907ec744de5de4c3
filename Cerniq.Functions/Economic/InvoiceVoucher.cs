using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Writes an issued invoice as a voucher and posts it once. The mark in the text outlives e-conomic's own key, which it
/// forgets after an hour.</summary>
public sealed class InvoiceVoucher(EconomicClients clients, TenantConnections connections, EffectLedger effects)
{
    private const int MaxText = 250;

    /// <summary>Posts the voucher unless it was posted before.</summary>
    /// <exception cref="NoAccountingYearException">e-conomic has no year for the invoice's date.</exception>
    public async Task<EconomicVoucherId> PostAsync(EconomicKey key, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var connection = await connections.EconomicAsync(key.Tenant, cancellationToken);
        var client = clients.For(key.Tenant, connection);
        var year = await client.FindAccountingYearAsync(invoice.IssueDate, cancellationToken)
            ?? throw new NoAccountingYearException(invoice.IssueDate);
        var name = $"{key.InvoiceId}/{key.Type}";
        var mark = DeterministicId.Marker("economic", key.Tenant, name);
        return await effects.OnceAsync(
            key.Tenant,
            $"economic/voucher/{name}",
            async stop => (await client.FindByMarkAsync(connection.JournalNumber, year, mark, stop))?.Voucher,
            stop => client.CreateVoucherAsync(
                connection.JournalNumber,
                Voucher(connection, invoice, year, mark),
                DeterministicId.Of("economic", key.Tenant, name, $"{connection.JournalNumber}"),
                stop),
            cancellationToken);
    }

    private static EconomicVoucher Voucher(
        EconomicConnection connection, InvoiceRecord invoice, EconomicAccountingYear year, string mark)
    {
        var text = $"#{mark} {invoice.OblioInvoiceId} {invoice.Client.CompanyName}";
        var entry = new EconomicEntry
        {
            Customer = new EconomicCustomer(connection.CustomerNumber),
            CustomerInvoiceNumber = invoice.Number.ToString(),
            ContraAccount = new EconomicAccount(connection.RevenueAccount),
            ContraVatAccount = connection.VatCode is { } code ? new EconomicVat(code) : null,
            Amount = invoice.GrandTotal, // gross: e-conomic lifts the VAT out by the code
            Currency = new EconomicCurrency(invoice.Currency),
            Date = invoice.IssueDate,
            DueDate = invoice.DueDate,
            Text = text.Length <= MaxText ? text : text[..MaxText],
        };
        return new EconomicVoucher
        {
            AccountingYear = new EconomicYear(year.Year),
            Journal = new EconomicJournal(connection.JournalNumber),
            Entries = new EconomicEntries { ManualCustomerInvoices = [entry] },
        };
    }
}

/// <summary>e-conomic has no accounting year that the date falls into.</summary>
public sealed class NoAccountingYearException(DateOnly date)
    : Exception($"e-conomic has no accounting year for {date:yyyy-MM-dd}; have one made there.");
