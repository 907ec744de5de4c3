using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Posts a voucher once. Key and body are written down before they are sent, so that within e-conomic's hour the very same
/// bytes go again under the same key; the mark in the text outlives that hour.</summary>
public sealed class VoucherPosting(ITableStore tables, EffectLedger effects, EconomicChart chart, TimeProvider clock)
{
    private const string Table = "economic";

    /// <summary>e-conomic forgets a key after an hour; ours is given up a little before.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromMinutes(55);

    /// <param name="write">Writes the voucher's entries with the mark in their texts. Not called when an earlier sending is repeated.</param>
    /// <exception cref="UnbookableException">The books do not allow it; nothing was sent.</exception>
    /// <exception cref="ServiceException">e-conomic did not answer or refused.</exception>
    public async Task<EconomicVoucherId> PostAsync(VoucherTarget target, Func<EconomicEntries> write, CancellationToken cancellationToken)
    {
        var earlier = await EarlierAsync(target, cancellationToken);
        var intent = earlier is not null && clock.GetUtcNow() - earlier.At < KeyLife ? earlier : await NewIntentAsync(target, write, cancellationToken);
        return await effects.OnceAsync(
            target.Tenant,
            $"economic/{target.Name}",
            async stop => await FindAsync(target, earlier ?? intent, stop),
            stop => SendAsync(target, intent, stop),
            cancellationToken);
    }

    /// <summary>Where it was sent to, should the mapping have changed since.</summary>
    private static async Task<EconomicVoucherId?> FindAsync(VoucherTarget target, VoucherIntent sent, CancellationToken cancellationToken) =>
        (await target.Client.FindByMarkAsync(sent.JournalNumber, sent.YearPath, target.Mark, cancellationToken))?.Voucher;

    private async Task<EconomicVoucherId> SendAsync(VoucherTarget target, VoucherIntent intent, CancellationToken cancellationToken)
    {
        await tables.WriteAsync(
            Table, target.Tenant, [new TableOperation.Upsert(RowOf(target), CerniqJson.Write(intent))], cancellationToken);
        try
        {
            return await target.Client.CreateVoucherAsync(intent.JournalNumber, intent.Body, intent.IdempotencyKey, cancellationToken);
        }
        catch (ServiceRefusedException refused) when (!refused.Fault.Ambiguous)
        {
            // Certainly not made: what is sent next may be another body, and must then have another key.
            await tables.WriteAsync(Table, target.Tenant, [new TableOperation.Delete(RowOf(target))], CancellationToken.None);
            throw;
        }
    }

    private async Task<VoucherIntent?> EarlierAsync(VoucherTarget target, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, target.Tenant, RowOf(target), cancellationToken) is { } row ? CerniqJson.Read<VoucherIntent>(row.Body) : null;

    private async Task<VoucherIntent> NewIntentAsync(VoucherTarget target, Func<EconomicEntries> write, CancellationToken cancellationToken)
    {
        var entries = write();
        var year = await chart.YearAsync(target.Books.Tenant, target.Client, target.Date, cancellationToken);
        await chart.CheckAsync(target.Books.Tenant, target.Client, entries, cancellationToken);
        var now = clock.GetUtcNow();
        var journal = target.Books.JournalNumber;
        var voucher = new EconomicVoucher
        {
            AccountingYear = new EconomicYear(year.Year), Journal = new EconomicJournal(journal), Entries = entries,
        };
        return new VoucherIntent(
            DeterministicId.Of("economic", target.Address.Host, target.Tenant, target.Name, $"{journal}", $"{now.UtcTicks}"),
            journal,
            year.Path,
            EconomicClient.Write(voucher),
            now);
    }

    private static string RowOf(VoucherTarget target) => RowKey.Of("sent", target.Name);

    /// <param name="Body">The bytes that were sent.</param>
    private sealed record VoucherIntent(string IdempotencyKey, int JournalNumber, string YearPath, byte[] Body, DateTimeOffset At);
}

/// <summary>Which voucher, for whom, into whose books.</summary>
/// <param name="Tenant">Whose document it is.</param>
/// <param name="Name">Which one, such as <c>voucher/I-1/Issuer</c>.</param>
/// <param name="Mark">By which it is found again.</param>
/// <param name="Books">Whose books it goes into.</param>
/// <param name="Date">The day it is booked on.</param>
/// <param name="Address">Where e-conomic is: a key is known over all environments.</param>
public sealed record VoucherTarget(
    string Tenant, string Name, string Mark, Bookkeeping Books, EconomicClient Client, DateOnly Date, Uri Address);
