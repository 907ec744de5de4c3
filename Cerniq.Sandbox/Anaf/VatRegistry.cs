using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Faults;

namespace Cerniq.Sandbox.Anaf;

/// <summary>PlatitorTvaRest v9: what the VAT registry knows of up to a hundred companies.</summary>
internal sealed class VatRegistry(CompanyDirectory companies, RateLimits limits, TimeProvider time)
{
    private const int LargestQuestion = 100;

    public async Task<IResult> AskAsync(HttpContext context)
    {
        var caller = $"registry/{context.Connection.RemoteIpAddress}";
        if (limits.IsOver(caller, 1, TimeSpan.FromSeconds(1)) && limits.Enforced.Registry)
        {
            await BlockPage.WriteAsync(context, time);
            return Results.Empty;
        }

        try
        {
            var asked = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonArray;
            return asked is null ? Refused("Cererea nu este o lista de coduri") : Answer(asked);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return Refused("Cererea nu este in format JSON valid");
        }
    }

    private IResult Answer(JsonArray asked)
    {
        if (asked.Count > LargestQuestion)
        {
            return Refused("Numarul maxim de CUI-uri dintr-o cerere este 100");
        }

        var found = new JsonArray();
        var notFound = new JsonArray();
        foreach (var question in asked.OfType<JsonObject>())
        {
            var cui = question["cui"]?.GetValue<JsonElement>() is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
            if (companies.Find($"{cui}") is { } company)
            {
                found.Add(Entry(company, $"{question["data"]}"));
            }
            else
            {
                notFound.Add(cui);
            }
        }

        return AnafAnswer.Json(new JsonObject { ["found"] = found, ["notFound"] = notFound });
    }

    private static IResult Refused(string message) =>
        AnafAnswer.Json(new JsonObject { ["cod"] = 400, ["message"] = message });

    private static JsonObject Entry(Company company, string date) => new()
    {
        ["date_generale"] = new JsonObject
        {
            ["cui"] = company.Cui,
            ["data"] = date,
            ["denumire"] = company.Denumire,
            ["adresa"] = company.AdresaText,
            ["nrRegCom"] = company.NrRegCom,
            ["telefon"] = company.Telefon,
            ["fax"] = "",
            ["codPostal"] = company.CodPostal,
            ["act"] = "",
            ["stare_inregistrare"] = company.DataRadiere is { } struck ? $"RADIERE din data {struck:dd.MM.yyyy}" : $"INREGISTRAT din data {company.DataInregistrare:dd.MM.yyyy}",
            ["data_inregistrare"] = Day(company.DataInregistrare),
            ["cod_CAEN"] = company.CodCaen,
            ["iban"] = company.Iban,
            ["statusRO_e_Factura"] = company.StatusRoEFactura,
            ["organFiscalCompetent"] = $"Administraţia Judeţeană a Finanţelor Publice {company.Judet}",
            ["forma_de_proprietate"] = "PROPR.PRIVATA-CAPITAL PRIVAT AUTOHTON",
            ["forma_organizare"] = "PERSOANA JURIDICA",
            ["forma_juridica"] = company.Denumire.EndsWith(" SA", StringComparison.Ordinal) ? "SOCIETATE COMERCIALĂ PE ACŢIUNI" : "SOCIETATE COMERCIALĂ CU RĂSPUNDERE LIMITATĂ",
        },
        ["inregistrare_scop_Tva"] = new JsonObject { ["scpTVA"] = company.ScpTva, ["perioade_TVA"] = Periods(company) },
        ["inregistrare_RTVAI"] = new JsonObject
        {
            ["dataInceputTvaInc"] = company.StatusTvaIncasare ? Day(company.DataInregistrare) : "",
            ["dataSfarsitTvaInc"] = "",
            ["dataActualizareTvaInc"] = "",
            ["dataPublicareTvaInc"] = "",
            ["tipActTvaInc"] = "",
            ["statusTvaIncasare"] = company.StatusTvaIncasare,
        },
        ["stare_inactiv"] = new JsonObject
        {
            ["dataInactivare"] = Day(company.DataInactivare ?? (company.Inactive ? company.DataInregistrare.AddYears(5) : null)),
            ["dataReactivare"] = "",
            ["dataPublicare"] = Day(company.DataInactivare),
            ["dataRadiere"] = Day(company.DataRadiere),
            ["statusInactivi"] = company.Inactive,
        },
        ["inregistrare_SplitTVA"] = new JsonObject { ["dataInceputSplitTVA"] = "", ["dataAnulareSplitTVA"] = "", ["statusSplitTVA"] = company.StatusSplitTva },
        ["adresa_sediu_social"] = Address(company, 's', "stara"),
        ["adresa_domiciliu_fiscal"] = Address(company, 'd', "dtara"),
    };

    private static JsonArray Periods(Company company) => company.ScpTva || company.DataSfarsitTva is not null
        ? [new JsonObject
        {
            ["data_inceput_ScpTVA"] = Day(company.DataInregistrare),
            ["data_sfarsit_ScpTVA"] = Day(company.DataSfarsitTva),
            ["data_anul_imp_ScpTVA"] = "",
            ["mesaj_ScpTVA"] = "",
        },
        ]
        : [];

    private static JsonObject Address(Company company, char prefix, string country) => new()
    {
        [$"{prefix}denumire_Strada"] = company.Strada,
        [$"{prefix}numar_Strada"] = company.Numar,
        [$"{prefix}denumire_Localitate"] = company.Localitate,
        [$"{prefix}cod_Localitate"] = "",
        [$"{prefix}denumire_Judet"] = company.Judet,
        [$"{prefix}cod_Judet"] = company.CodJudet,
        [$"{prefix}cod_JudetAuto"] = company.JudetAuto,
        [country] = "",
        [$"{prefix}detalii_Adresa"] = "",
        [$"{prefix}cod_Postal"] = company.CodPostal,
    };

    private static string Day(DateOnly? date) => date?.ToString("yyyy-MM-dd") ?? "";
}
