using System.Diagnostics.Metrics;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Revolut.Balances;

/// <summary>Shows balances: each account's, and each currency's.</summary>
public sealed class BalanceMetrics(CerniqMetrics metrics) : IDisposable
{
    private readonly Meter _meter = new(CerniqMetrics.MeterName);
    private Gauge<double>? _currencies;

    public void Dispose() => _meter.Dispose();

    internal void Show(string tenant, IReadOnlyList<AccountBalance> balances)
    {
        var owner = new KeyValuePair<string, object?>("tenant_id", tenant);
        foreach (var balance in balances)
        {
            metrics.RevolutBalance.Record(
                (double)balance.Balance, owner, new("account_id", balance.AccountId), new("currency", balance.Currency));
        }

        _currencies ??= _meter.CreateGauge<double>(
            "revolut_currency_balance", description: "Balance of all accounts of a currency, by tenant_id and currency");
        foreach (var total in CurrencyBalance.Of(balances))
        {
            _currencies.Record((double)total.Balance, owner, new("currency", total.Currency));
        }
    }
}
