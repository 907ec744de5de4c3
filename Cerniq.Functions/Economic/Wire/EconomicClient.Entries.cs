using System.Globalization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

public sealed partial class EconomicClient
{
    /// <summary>How many numbers one filter takes.</summary>
    public const int MostInFilter = 200;

    /// <summary>The booked lines of many vouchers of one year, page by page.</summary>
    /// <param name="numbers">At most <see cref="MostInFilter"/>.</param>
    public async Task<ILookup<long, EconomicBookedEntry>> BookedAsync(
        string yearPath, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var found = new List<EconomicBookedEntry>();
        var filter = $"voucherNumber$in:{Listed(numbers)}";
        await foreach (var entry in AllAsync(EntriesOf(yearPath), filter, EconomicJson.Default.Booked, "accounting-years/{y}/entries", cancellationToken))
        {
            found.Add(entry);
        }

        return found.ToLookup(entry => entry.VoucherNumber ?? 0);
    }

    /// <summary>Which of these vouchers are still drafts in a kassekladde.</summary>
    /// <param name="numbers">At most <see cref="MostInFilter"/>.</param>
    public async Task<IReadOnlySet<int>> DraftsAsync(
        int journalNumber, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var found = new HashSet<int>();
        var path = string.Create(CultureInfo.InvariantCulture, $"journals/{journalNumber}/entries");
        var filter = $"voucher.voucherNumber$in:{Listed(numbers)}";
        await foreach (var entry in AllAsync(path, filter, EconomicJson.Default.Drafts, "journals/{n}/entries", cancellationToken))
        {
            if (entry.Voucher?.VoucherNumber is { } number)
            {
                found.Add(checked((int)number));
            }
        }

        return found;
    }

    /// <summary>Whether an account is there.</summary>
    public Task<bool> HasAccountAsync(int accountNumber, CancellationToken cancellationToken) =>
        IsThereAsync(string.Create(CultureInfo.InvariantCulture, $"accounts/{accountNumber}"), "accounts/{n}", cancellationToken);

    /// <summary>Whether a VAT code is there.</summary>
    public Task<bool> HasVatCodeAsync(string vatCode, CancellationToken cancellationToken) =>
        IsThereAsync($"vat-accounts/{Uri.EscapeDataString(vatCode)}", "vat-accounts/{c}", cancellationToken);

    private static string Listed(IReadOnlyCollection<int> numbers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numbers.Count, MostInFilter, nameof(numbers));
        return $"[{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
    }

    private async Task<bool> IsThereAsync(string path, string endpoint, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, path, endpoint) with { ExpectedStatuses = [404] };
        return (await caller.SendAsync(request, cancellationToken)).IsSuccess;
    }
}
