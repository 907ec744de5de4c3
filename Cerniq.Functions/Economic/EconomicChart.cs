using System.Collections.Concurrent;
using Cerniq.Functions.Economic.Wire;

namespace Cerniq.Functions.Economic;

/// <summary>Checks a voucher against the books it is meant for, before anything is sent: the year is open, the accounts and the VAT
/// codes are there. What is there is remembered for a while; what is not is looked for again each time.</summary>
public sealed class EconomicChart(TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Tenant, string What), DateTimeOffset> _known = new();
    private readonly ConcurrentDictionary<string, (IReadOnlyList<EconomicAccountingYear> Years, DateTimeOffset At)> _years = new(StringComparer.Ordinal);

    /// <summary>The year that a date lies in.</summary>
    /// <exception cref="UnbookableException">There is none, or it is closed.</exception>
    public async Task<EconomicAccountingYear> YearAsync(
        string tenant, EconomicClient client, DateOnly date, CancellationToken cancellationToken)
    {
        var year = Find(_years.TryGetValue(tenant, out var known) && IsFresh(known.At) ? known.Years : [], date);
        if (year is null)
        {
            var years = await client.YearsAsync(cancellationToken);
            _years[tenant] = (years, clock.GetUtcNow());
            year = Find(years, date);
        }

        return year switch
        {
            null => throw new UnbookableException($"e-conomic has no accounting year for {date:yyyy-MM-dd}; have one made there."),
            { Closed: true } => throw new UnbookableException($"The accounting year {year.Year} is closed in e-conomic; a document of {date:yyyy-MM-dd} cannot be booked in it."),
            _ => year,
        };
    }

    /// <exception cref="UnbookableException">Names every account and VAT code that is not there.</exception>
    public async Task CheckAsync(string tenant, EconomicClient client, EconomicEntries entries, CancellationToken cancellationToken)
    {
        EconomicEntry[] all = [.. entries.ManualCustomerInvoices ?? [], .. entries.SupplierInvoices ?? [], .. entries.CustomerPayments ?? []];
        var missing = new List<string>();
        foreach (var account in all.Select(entry => entry.ContraAccount?.AccountNumber).OfType<int>().Distinct())
        {
            if (!await IsThereAsync(tenant, $"account {account}", () => client.HasAccountAsync(account, cancellationToken)))
            {
                missing.Add($"account {account}");
            }
        }

        foreach (var code in all.Select(entry => entry.ContraVatAccount?.VatCode).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!await IsThereAsync(tenant, $"VAT code {code}", () => client.HasVatCodeAsync(code, cancellationToken)))
            {
                missing.Add($"VAT code {code}");
            }
        }

        if (missing.Count > 0)
        {
            throw new UnbookableException($"e-conomic does not know {string.Join(", ", missing)}: mend the setting, or have it made there.");
        }
    }

    private static EconomicAccountingYear? Find(IReadOnlyList<EconomicAccountingYear> years, DateOnly date) =>
        years.FirstOrDefault(year => year.FromDate <= date && date <= year.ToDate);

    private bool IsFresh(DateTimeOffset at) => clock.GetUtcNow() - at < Memory;

    private async Task<bool> IsThereAsync(string tenant, string what, Func<Task<bool>> look)
    {
        if (_known.TryGetValue((tenant, what), out var seen) && IsFresh(seen))
        {
            return true;
        }

        if (!await look())
        {
            _known.TryRemove((tenant, what), out _);
            return false;
        }

        _known[(tenant, what)] = clock.GetUtcNow();
        return true;
    }
}
