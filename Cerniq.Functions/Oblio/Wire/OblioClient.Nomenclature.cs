using System.Runtime.CompilerServices;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio.Wire;

public sealed partial class OblioClient
{
    private const int NomenclaturePage = 250;
    private const string ClientsPath = "nomenclature/clients";

    /// <summary>A validation is to take no longer (section 2.1 of the source document); everything else has thirty seconds.</summary>
    private static readonly TimeSpan ClientsTimeout = TimeSpan.FromSeconds(15);

    public Task<IReadOnlyList<OblioCompany>> GetCompaniesAsync(CancellationToken cancellationToken) =>
        GetAsync("nomenclature/companies", new Query(), OblioJson.Default.Companies, cancellationToken);

    public Task<IReadOnlyList<OblioVatRate>> GetVatRatesAsync(CancellationToken cancellationToken) =>
        GetAsync("nomenclature/vat_rates", OfCompany(), OblioJson.Default.VatRates, cancellationToken);

    public Task<IReadOnlyList<OblioSeries>> GetSeriesAsync(CancellationToken cancellationToken) =>
        GetAsync("nomenclature/series", OfCompany(), OblioJson.Default.Series, cancellationToken);

    /// <summary>Clients by fiscal code or by name; all of them when both are null.</summary>
    public async Task<IReadOnlyList<OblioParty>> GetClientsAsync(string? clientCif, string? name, CancellationToken cancellationToken)
    {
        var all = new List<OblioParty>();
        IReadOnlyList<OblioParty> page;
        do
        {
            var query = OfCompany().With("name", name).With("clientCif", clientCif).With("offset", all.Count);
            page = await GetAsync(ClientsPath, query, OblioJson.Default.Parties, cancellationToken);
            all.AddRange(page);
        }
        while (page.Count >= NomenclaturePage);
        return all;
    }

    /// <summary>Products, page after page as they are read.</summary>
    public async IAsyncEnumerable<OblioProduct> GetProductsAsync(
        string? name, string? code, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; ; offset += NomenclaturePage)
        {
            var query = OfCompany().With("name", name).With("code", code).With("offset", offset);
            var page = await GetAsync("nomenclature/products", query, OblioJson.Default.Products, cancellationToken);
            foreach (var product in page)
            {
                yield return product;
            }

            if (page.Count < NomenclaturePage)
            {
                yield break;
            }
        }
    }

    private Query OfCompany() => new Query().With("cif", connection.CompanyCif);
}
