using System.Text.Json.Nodes;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Control;

/// <summary>Registers and changes companies of the VAT registry.</summary>
internal static class CompanyControl
{
    public static void Map(IEndpointRouteBuilder control)
    {
        control.MapGet("/companies", static (CompanyDirectory companies) => Results.Json(companies.All()));
        control.MapGet("/companies/{cui}", static (string cui, CompanyDirectory companies) => companies.Find(cui) is { } company ? Results.Json(company) : Results.NotFound());
        control.MapPost("/companies", static async (HttpRequest request, CompanyDirectory companies) =>
        {
            var fields = await LooseBody.ReadAsync(request);
            return companies.Find(fields.Text("cui")) is { } known
                ? Results.Json(await companies.RegisterAsync(Changed(known, fields)))
                : ControlAnswer.Refused("cui must be a fiscal code with a right check digit");
        });
        control.MapDelete("/companies/{cui:long}", static async (long cui, CompanyDirectory companies) => await companies.ForgetAsync(cui) ? Results.NoContent() : Results.NotFound());
    }

    private static Company Changed(Company known, JsonObject fields) => known with
    {
        Denumire = fields.Text("denumire") ?? known.Denumire,
        Adresa = fields.Text("adresa") ?? known.Adresa,
        Strada = fields.Text("strada") ?? known.Strada,
        Numar = fields.Text("numar") ?? known.Numar,
        Localitate = fields.Text("localitate") ?? known.Localitate,
        Judet = fields.Text("judet") ?? known.Judet,
        JudetAuto = fields.Text("judetAuto") ?? (fields.Text("judet") is { } county ? Counties.CodeOf(county) ?? "" : known.JudetAuto),
        CodPostal = fields.Text("codPostal") ?? known.CodPostal,
        NrRegCom = fields.Text("nrRegCom") ?? known.NrRegCom,
        Telefon = fields.Text("telefon") ?? known.Telefon,
        Iban = fields.Text("iban") ?? known.Iban,
        DataInregistrare = fields.Date("dataInregistrare") ?? known.DataInregistrare,
        ScpTva = fields.Flag("scpTVA", absent: fields.Flag("scpTva", known.ScpTva)),
        DataSfarsitTva = fields.Date("dataSfarsitTva") ?? known.DataSfarsitTva,
        StatusTvaIncasare = fields.Flag("statusTvaIncasare", known.StatusTvaIncasare),
        Inactive = fields.Flag("inactive", absent: fields.Flag("statusInactivi", known.Inactive)),
        DataInactivare = fields.Date("dataInactivare") ?? known.DataInactivare,
        DataRadiere = fields.Date("dataRadiere") ?? known.DataRadiere,
        StatusSplitTva = fields.Flag("statusSplitTVA", known.StatusSplitTva),
        StatusRoEFactura = fields.Flag("statusRO_e_Factura", known.StatusRoEFactura),
    };
}
