using System.Text.Json.Nodes;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

internal sealed record OblioCompany(string Account, string Cif);

internal sealed record OblioSavedClient(string Cif, OblioClient Client);

internal sealed record OblioSavedProduct(string Cif, OblioLine Line);

/// <summary>What a company's lists hold: series, rates, and the clients and products learnt from its documents.</summary>
internal sealed class OblioNomenclature(SandboxStore store, CompanyDirectory companies)
{
    private const int Page = 250;

    public static Kind<OblioCompany> Companies { get; } = new("oblio.company", static company => $"{company.Account}/{company.Cif}")
    {
        Marks = static company => [$"account={company.Account}"],
    };

    public static Kind<OblioSavedClient> Clients { get; } = new("oblio.client", static saved => $"{saved.Cif}/{(saved.Client.Cif.Length > 0 ? saved.Client.Cif : saved.Client.Name)}")
    {
        Marks = static saved => [$"cif={saved.Cif}"],
    };

    public static Kind<OblioSavedProduct> Products { get; } = new("oblio.product", static saved => $"{saved.Cif}/{saved.Line.Name}")
    {
        Marks = static saved => [$"cif={saved.Cif}"],
    };

    /// <summary>Keeps the client when the document says so, and the products unless it says not to.</summary>
    public static void Learn(StoreSession session, OblioDocument document, JsonObject fields)
    {
        if (fields.Object("client")?.Flag("save") == true)
        {
            session.Put(Clients, new OblioSavedClient(document.Cif, document.Client));
        }

        foreach (var name in fields.Objects("products").Where(static product => product.Flag("save", absent: true)).Select(static product => product.Text("name")))
        {
            var line = document.Lines.FirstOrDefault(line => !line.IsDiscount && line.Name == name);
            if (line is not null)
            {
                session.Put(Products, new OblioSavedProduct(document.Cif, line));
            }
        }
    }

    public JsonArray CompaniesOf(string account)
    {
        var known = store.Read(session => session.With(Companies, $"account={account}").Select(static company => company.Cif).ToList());
        return new JsonArray([.. known.DefaultIfEmpty("37311090").Select(cif => new JsonObject
        {
            ["cif"] = $"RO{cif}",
            ["company"] = companies.Find(cif)?.Denumire,
            ["userTypeAccess"] = "Administrator",
            ["useStock"] = 0,
        })]);
    }

    public static JsonArray Rates() => new([.. VatRates.All.Select(static rate => new JsonObject { ["name"] = rate.Name, ["percent"] = rate.Percent, ["default"] = rate.Default })]);

    public JsonArray SeriesOf(string cif, string? type) => store.Read(session => new JsonArray([.. OblioSeries.Of(session, cif)
        .Where(series => type is null || series.Type == type)
        .Select(series => new JsonObject
        {
            ["type"] = series.Type,
            ["name"] = series.Name,
            ["start"] = OblioSeries.Format(series.Start),
            ["next"] = series.Next(session),
            ["default"] = series.Default,
        })]));

    public JsonArray ClientsOf(string cif, JsonObject query)
    {
        var found = store.Read(session => session.With(Clients, $"cif={cif}").Select(static saved => saved.Client).Where(client => Matches(client, query)).ToList());
        return new JsonArray([.. found.Skip(Offset(query)).Take(Page).Select(static client => new JsonObject
        {
            ["cif"] = client.Cif,
            ["name"] = client.Name,
            ["rc"] = client.Rc,
            ["code"] = client.Code,
            ["address"] = client.Address,
            ["state"] = client.State,
            ["city"] = client.City,
            ["country"] = client.Country,
            ["iban"] = client.Iban,
            ["bank"] = client.Bank,
            ["email"] = client.Email,
            ["phone"] = client.Phone,
            ["contact"] = client.Contact,
            ["vatPayer"] = client.VatPayer,
        })]);
    }

    public JsonArray ProductsOf(string cif, JsonObject query)
    {
        var found = store.Read(session => session.With(Products, $"cif={cif}").Select(static saved => saved.Line)
            .Where(line => Contains(line.Name, query.Text("name")) && (query.Text("code") is not { } code || line.Code == code)).ToList());
        return new JsonArray([.. found.Skip(Offset(query)).Take(Page).Select(static line => new JsonObject
        {
            ["name"] = line.Name,
            ["code"] = line.Code,
            ["description"] = line.Description,
            ["measuringUnit"] = line.MeasuringUnit,
            ["productType"] = line.ProductType.Length > 0 ? line.ProductType : "Serviciu",
            ["price"] = $"{line.Price:0.00}",
            ["currency"] = line.Currency,
            ["vatName"] = line.VatName,
            ["vatPercentage"] = line.VatPercentage,
            ["vatIncluded"] = line.VatIncluded,
        })]);
    }

    public static JsonArray Languages() => new([.. new[] { ("RO", "Romana"), ("EN", "Engleza"), ("FR", "Franceza"), ("IT", "Italiana"), ("SP", "Spaniola"), ("HU", "Maghiara"), ("DE", "Germana") }
        .Select(static language => new JsonObject { ["code"] = language.Item1, ["name"] = language.Item2 })]);

    private static bool Matches(OblioClient client, JsonObject query) =>
        Contains(client.Name, query.Text("name"))
        && (query.Text("clientCif") is not { } cif || (FiscalCode.Digits(client.Cif) ?? client.Cif) == (FiscalCode.Digits(cif) ?? cif));

    private static bool Contains(string name, string? part) => part is null || name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static int Offset(JsonObject query) => (int)(query.Number("offset") ?? 0);
}
