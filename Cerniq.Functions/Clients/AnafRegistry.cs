using System.Collections.Concurrent;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Clients;

/// <summary>What ANAF's registry says of a company today. Answers hold for the day and are kept with
/// their date for good, for all tenants: they are public. Those who
/// ask at the same time share one call, because the registry takes one a second and a hundred codes in each.</summary>
public sealed class AnafRegistry(
    VatRegistryClient registry, TenantConnections connections, ITableStore tables, TimeProvider clock)
{
    private const string Table = "anafregistry";
    private const string Everyone = "all";

    private readonly ConcurrentDictionary<Uri, RegistryBatch> _batches = new();

    /// <summary>Looks a company up.</summary>
    /// <param name="digits">The fiscal code, digits only.</param>
    /// <returns>Null when the registry does not know it.</returns>
    public async Task<RegistryAnswer?> LookUpAsync(string tenant, string digits, CancellationToken cancellationToken)
    {
        var today = RomanianTime.Today(clock);
        var publicBase = (await connections.AnafAsync(tenant, cancellationToken)).PublicBase;
        var row = RowKey.Of(publicBase.Host, digits, today.ToString("yyyy-MM-dd"));
        if (await tables.GetAsync(Table, Everyone, row, cancellationToken) is { } kept
            && CerniqJson.Read<Known>(kept.Body) is { } known)
        {
            return known.Answer;
        }

        var batch = _batches.GetOrAdd(publicBase, _ => new RegistryBatch(
            (codes, stop) => registry.AskAsync(tenant, publicBase, codes, today, stop)));
        var found = await batch.AskAsync(long.Parse(digits), cancellationToken);
        var answer = found is null ? null : new RegistryAnswer(found.ToAnafData(), found.Inactivity.StatusInactivi == true);
        if (answer is not null)
        {
            await tables.WriteAsync(
                Table, Everyone, [new TableOperation.Upsert(row, CerniqJson.Write(new Known(today, answer)))], cancellationToken);
        }

        return answer;
    }

    private sealed record Known(DateOnly On, RegistryAnswer Answer);
}
