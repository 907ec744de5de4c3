using System.Collections.Concurrent;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio;

/// <summary>What a company's account calls things: its VAT rates and its series. Read from Oblio and kept for an hour.</summary>
public sealed class OblioNames(OblioClients clients, TenantConnections connections, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The rate's name as the company's own table has it; the default wins where two have the same percentage.</summary>
    public async Task<string> VatNameAsync(string tenant, decimal percent, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(tenant, cancellationToken);
        var named = known.Rates.Where(r => r.Percent == percent).OrderByDescending(r => r.IsDefault == true).FirstOrDefault();
        return named?.Name ?? Usual(percent);
    }

    /// <summary>The series a document of this type gets when none is asked for.</summary>
    /// <exception cref="TenantNotConfiguredException">The account has no such series.</exception>
    public async Task<string> DefaultSeriesAsync(string tenant, OblioDocumentType type, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(tenant, cancellationToken);
        var series = known.Series
            .Where(s => string.Equals(s.Type, type.Name(), StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(s => s.IsDefault == true)
            .FirstOrDefault();
        return series?.Name ?? throw new TenantNotConfiguredException(tenant, $"{type.Segment()}_series");
    }

    /// <summary>The last fallback of the source document; Oblio will say so if the account has no such rate.</summary>
    private static string Usual(decimal percent) => percent switch
    {
        0 => "Scutit",
        5 or 9 or 11 => "Redusa",
        _ => "Normala",
    };

    private async Task<Known> KnownAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(tenant, out var known) && known.Until > now)
        {
            return known;
        }

        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        return _known[tenant] = new Known(
            await client.GetVatRatesAsync(cancellationToken), await client.GetSeriesAsync(cancellationToken), now + KeptFor);
    }

    private sealed record Known(IReadOnlyList<OblioVatRate> Rates, IReadOnlyList<OblioSeries> Series, DateTimeOffset Until);
}
