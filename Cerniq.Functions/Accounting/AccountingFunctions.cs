using Cerniq.Functions.Api;
using Cerniq.Functions.Csv;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Accounting;

/// <summary>A tenant's files for its accountants, written while they are read.</summary>
public sealed class AccountingFunctions(MoneyFiles money, BookFiles books, TimeProvider clock)
{
    [Function("PaymentsCsv")]
    public IActionResult Payments(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/accounting/payments.csv")] HttpRequest request, string tenant) =>
        File<ReconciliationStatus>(request, (query, status) => money.Payments(tenant, query, status));

    [Function("UnmatchedCsv")]
    public IActionResult Unmatched(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/accounting/unmatched.csv")] HttpRequest request, string tenant) =>
        File(request, query => money.Unmatched(tenant, query));

    [Function("RefundsCsv")]
    public IActionResult Refunds(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/accounting/refunds.csv")] HttpRequest request, string tenant) =>
        File<RefundStatus>(request, (query, status) => money.Refunds(tenant, query, status));

    [Function("VouchersCsv")]
    public IActionResult Vouchers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/accounting/vouchers.csv")] HttpRequest request, string tenant) =>
        File<EconomicUploadStatus>(request, (query, status) => books.Vouchers(tenant, query, status));

    [Function("VatCsv")]
    public IActionResult Vat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/accounting/vat.csv")] HttpRequest request, string tenant) =>
        File(request, query => books.Vat(tenant, query));

    private IActionResult File<TStatus>(HttpRequest request, Func<AccountingQuery, TStatus?, CsvFile> file)
        where TStatus : struct, Enum
    {
        var status = Choice.Read<TStatus>(request, "status");
        return status.Problem is { } problem ? problem : File(request, query => file(query, status.Value));
    }

    private IActionResult File(HttpRequest request, Func<AccountingQuery, CsvFile> file)
    {
        var query = AccountingQuery.Read(request, RomanianTime.Today(clock));
        return query.Problem is { } problem ? problem : file(query.Value);
    }
}
