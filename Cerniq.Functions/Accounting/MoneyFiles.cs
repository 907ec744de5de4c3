using System.Globalization;
using Cerniq.Functions.Api;
using Cerniq.Functions.Csv;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;

namespace Cerniq.Functions.Accounting;

/// <summary>Tables of the money that came in and went back.</summary>
public sealed class MoneyFiles(PaymentStore payments, RefundStore refunds, InvoiceStore invoices)
{
    private static readonly string[] PaymentColumns =
    [
        "payment_id", "transaction_id", "date", "amount", "currency", "counterparty", "account", "reference", "description", "status",
        "reconciliation", "matched", "unmatched", "invoices", "matched_by", "reason", "invoice_numbers", "exchange_rate", "rate_date", "rate_source", "refunded",
    ];

    private static readonly string[] RefundColumns =
    [
        "refund_id", "requested", "invoice_id", "amount", "currency", "client", "iban", "reason", "status", "transaction_id", "sent", "error", "settled", "invoice", "from_credit", "payments",
    ];

    /// <summary>Payments in the order of the days they came in, the latest first.</summary>
    public CsvFile Payments(string tenant, AccountingQuery query, ReconciliationStatus? status) => new(
        $"payments-{query.Period}.csv",
        query.Dialect,
        PaymentColumns,
        (sheet, stop) => WriteAsync(sheet, tenant, query, status, _ => true, stop));

    /// <summary>Payments of which something belongs to no invoice yet: waiting, looked into, or paid too much.</summary>
    public CsvFile Unmatched(string tenant, AccountingQuery query) => new(
        $"unmatched-{query.Period}.csv",
        query.Dialect,
        PaymentColumns,
        async (sheet, stop) =>
        {
            foreach (var status in new[] { ReconciliationStatus.Investigation, ReconciliationStatus.Pending, ReconciliationStatus.Overpaid })
            {
                await WriteAsync(sheet, tenant, query, status, payment => payment.Unallocated > 0, stop);
            }
        });

    /// <summary>Refunds in the order they were asked for, the latest first.</summary>
    public CsvFile Refunds(string tenant, AccountingQuery query, RefundStatus? status) => new(
        $"refunds-{query.Period}.csv",
        query.Dialect,
        RefundColumns,
        async (sheet, stop) =>
        {
            var all = AccountingQuery.AllAsync<Refund>(
                (limit, next) => refunds.BetweenAsync(tenant, query.From, query.To, limit, next, stop), stop);
            await foreach (var refund in all)
            {
                if (query.Takes(refund.Currency) && (status is null || refund.Status == status))
                {
                    Write(sheet, refund, refund.InvoiceId is { } invoice ? await invoices.GetAsync(tenant, invoice, stop) : null);
                    await sheet.EndRowAsync(stop);
                }
            }
        });

    private async Task WriteAsync(
        CsvSheet sheet, string tenant, AccountingQuery query, ReconciliationStatus? status, Func<Payment, bool> takes, CancellationToken stop)
    {
        var all = AccountingQuery.AllAsync<Payment>(
            (limit, next) => payments.BetweenAsync(tenant, status, query.From, query.To, limit, next, stop), stop);
        await foreach (var payment in all)
        {
            if (query.Takes(payment.Currency) && takes(payment))
            {
                Write(sheet, payment);
                await sheet.EndRowAsync(stop);
            }
        }
    }

    private static void Write(CsvSheet sheet, Payment payment) => sheet
        .Text(payment.PaymentId)
        .Text(payment.ExternalId)
        .Moment(payment.TransactionDate)
        .Amount(payment.Amount, payment.Currency)
        .Text(payment.Currency)
        .Text(payment.CounterpartyName)
        .Text(payment.CounterpartyAccount)
        .Text(payment.Reference)
        .Text(payment.Description)
        .Text(payment.Status)
        .Text(Choice.NameOf(payment.ReconciliationStatus))
        .Amount(payment.Matches.Sum(match => match.Amount), payment.Currency)
        .Amount(payment.Unallocated, payment.Currency)
        .Text(string.Join(' ', payment.Matches.Select(match => match.InvoiceId)))
        .Text(string.Join(' ', payment.Matches.Select(match => match.MatchedBy).Distinct(StringComparer.Ordinal)))
        .Text(payment.ReconciliationReason)
        .Text(Joined(payment, match => match.InvoiceNumber))
        .Text(Joined(payment, match => match.ExchangeRate?.ToString("0.##########", CultureInfo.InvariantCulture)))
        .Text(Joined(payment, match => match.RateDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        .Text(Joined(payment, match => match.RateSource))
        .Amount(payment.GivenBack.Sum(part => part.Amount), payment.Currency);

    /// <summary>Of all the payment's matches, each thing once.</summary>
    private static string Joined(Payment payment, Func<PaymentMatch, string?> fact) =>
        string.Join(' ', payment.Matches.Select(fact).OfType<string>().Distinct(StringComparer.Ordinal));

    private static void Write(CsvSheet sheet, Refund refund, InvoiceRecord? invoice) => sheet
        .Text(refund.RefundId)
        .Moment(refund.CreatedAt)
        .Text(refund.InvoiceId)
        .Amount(refund.Amount, refund.Currency)
        .Text(refund.Currency)
        .Text(refund.ClientName)
        .Text(refund.Iban)
        .Text(refund.Reason)
        .Text(Choice.NameOf(refund.Status))
        .Text(refund.RevolutRefundId)
        .Moment(refund.SentAt)
        .Text(refund.Error ?? refund.ErrorCode)
        .Moment(refund.SettledAt)
        .Text(invoice?.OblioInvoiceId)
        .Amount(refund.FromCredit.Sum(part => part.Amount), refund.Currency)
        .Text(string.Join(' ', refund.FromCredit.Select(part => part.PaymentId)));
}
