namespace Cerniq.Functions.Revolut.Balances;

/// <summary>What an account held at a moment (source: worker 5). In major units.</summary>
public sealed record AccountBalance(
    string AccountId, string? Name, string Currency, decimal Balance, string State, DateTimeOffset SyncedAt);

/// <summary>What all accounts of a currency held together at a moment. In major units.</summary>
/// <param name="Accounts">How many there were.</param>
public sealed record CurrencyBalance(string Currency, decimal Balance, int Accounts, DateTimeOffset SyncedAt)
{
    public static IReadOnlyList<CurrencyBalance> Of(IEnumerable<AccountBalance> balances) =>
    [
        .. balances.GroupBy(balance => balance.Currency, StringComparer.Ordinal)
            .OrderBy(currency => currency.Key, StringComparer.Ordinal)
            .Select(currency => new CurrencyBalance(
                currency.Key, currency.Sum(balance => balance.Balance), currency.Count(), currency.Max(balance => balance.SyncedAt))),
    ];
}
