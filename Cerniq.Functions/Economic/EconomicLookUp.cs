using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Economic;

/// <summary>Sees which vouchers the accountant has booked, which are paid and which are gone: one call for up to two hundred of
/// them, and a second for those that are not booked.</summary>
public sealed class EconomicLookUp(
    EconomicUploadStore uploads, InvoiceStore invoices, EconomicBooks books, EconomicAlerts alerts, EconomicMetrics metrics, TimeProvider clock)
{
    /// <param name="tenant">Whose books the vouchers are in.</param>
    /// <returns>How many uploads changed.</returns>
    public async Task<int> LookUpAsync(
        string tenant, string yearPath, IReadOnlyList<EconomicUnpaid> vouchers, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(tenant, "economic/sync", "economic-sync").Enter();
        var (_, client, _) = await books.OpenAsync(tenant, cancellationToken);
        var booked = await client.BookedAsync(yearPath, [.. vouchers.Select(v => v.VoucherNumber).Distinct()], cancellationToken);
        var changed = 0;
        var unbooked = new List<EconomicUnpaid>();
        foreach (var voucher in vouchers)
        {
            // A number may be another voucher's by now; the mark in the text is ours alone.
            EconomicBookedEntry[] entries = [.. booked[voucher.VoucherNumber].Where(entry => Carries(entry, voucher.Key))];
            if (entries.Length == 0)
            {
                unbooked.Add(voucher);
            }
            else if (await NoteAsync(voucher, IsPaid(entries) && !await IsOwedAgainAsync(voucher, cancellationToken), cancellationToken))
            {
                changed++;
            }
        }

        foreach (var journal in unbooked.GroupBy(voucher => voucher.JournalNumber))
        {
            var drafts = await client.DraftsAsync(journal.Key, [.. journal.Select(v => v.VoucherNumber).Distinct()], cancellationToken);
            foreach (var voucher in journal)
            {
                changed += await NoteUnbookedAsync(client, voucher, drafts.Contains(voucher.VoucherNumber), cancellationToken) ? 1 : 0;
            }
        }

        return changed;
    }

    /// <summary>True when every open item is settled; false as long as one is not, or does not say.</summary>
    internal static bool IsPaid(IEnumerable<EconomicBookedEntry> entries)
    {
        var open = entries.Where(entry => entry.IsOpenItem).ToList();
        return open.Count > 0 && open.TrueForAll(entry => entry.Remainder == 0);
    }

    private static bool Carries(EconomicBookedEntry entry, EconomicKey key) => entry.Text?.Contains(key.Mark, StringComparison.Ordinal) == true;

    /// <summary>True while money that was taken back has not come again.</summary>
    private async Task<bool> IsOwedAgainAsync(EconomicUnpaid voucher, CancellationToken cancellationToken) =>
        voucher.Reopened && (await invoices.RequireAsync(voucher.Key.Tenant, voucher.Key.InvoiceId, cancellationToken)).OpenAmount > 0;

    private async Task<bool> NoteAsync(EconomicUnpaid voucher, bool isPaid, CancellationToken cancellationToken)
    {
        if (voucher is { IsBooked: true, MissingSince: null } && !isPaid)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await uploads.UpdateAsync(
            voucher.Key,
            u => u with { BookedAt = u.BookedAt ?? now, PaidAt = isPaid ? u.PaidAt ?? now : u.PaidAt, MissingSince = null },
            cancellationToken);
        metrics.Seen(voucher.Key.Tenant, isPaid ? EconomicsStatus.Paid : EconomicsStatus.Booked);
        return true;
    }

    private async Task<bool> NoteUnbookedAsync(EconomicClient client, EconomicUnpaid voucher, bool isDraft, CancellationToken cancellationToken)
    {
        if (isDraft)
        {
            return voucher.MissingSince is not null
                && await uploads.UpdateAsync(voucher.Key, u => u with { MissingSince = null }, cancellationToken) is not null;
        }

        if (await client.FindByMarkAsync(voucher.JournalNumber, voucher.AccountingYear, voucher.Key.Mark, cancellationToken) is { } moved)
        {
            await uploads.UpdateAsync(
                voucher.Key, u => u with { VoucherNumber = moved.Voucher.VoucherNumber, MissingSince = null }, cancellationToken);
            return true;
        }

        // A voucher made a moment ago may be invisible for another; only one that stays away is missing.
        if (voucher.MissingSince is null)
        {
            await uploads.UpdateAsync(voucher.Key, u => u with { MissingSince = clock.GetUtcNow() }, cancellationToken);
            return true;
        }

        metrics.Seen(voucher.Key.Tenant, "MISSING");
        await alerts.MissingAsync(voucher.Key, voucher.VoucherNumber, cancellationToken);
        return false;
    }
}
