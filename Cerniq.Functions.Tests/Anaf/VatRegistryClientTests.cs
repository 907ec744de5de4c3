using System.Text.Json;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class VatRegistryClientTests
{
    private const string Entry =
        """{"date_generale":{"cui":14399840,"data":"2026-11-20","denumire":"DANTE INTERNATIONAL S.A.","adresa":"MUN. BUCUREŞTI, SECTOR 6","nrRegCom":"J40/372/2002","telefon":"","fax":"","codPostal":"62204","act":"","stare_inregistrare":"INREGISTRAT din data 25.01.2002","data_inregistrare":"2002-01-25","cod_CAEN":"4791","iban":"","statusRO_e_Factura":true,"organFiscalCompetent":"x","forma_de_proprietate":"y","forma_organizare":"z","forma_juridica":"SA","data_inreg_Reg_RO_e_Factura":"2022-07-01"},"inregistrare_scop_Tva":{"scpTVA":true,"perioade_TVA":[{"data_inceput_ScpTVA":"2002-02-01","data_sfarsit_ScpTVA":"2010-01-01","data_anul_imp_ScpTVA":"","mesaj_ScpTVA":""},{"data_inceput_ScpTVA":"2010-02-01","data_sfarsit_ScpTVA":"","data_anul_imp_ScpTVA":"","mesaj_ScpTVA":""}]},"inregistrare_RTVAI":{"dataInceputTvaInc":"","dataSfarsitTvaInc":"","dataActualizareTvaInc":"","dataPublicareTvaInc":"","tipActTvaInc":"","statusTvaIncasare":false},"stare_inactiv":{"dataInactivare":"","dataReactivare":"","dataPublicare":"","dataRadiere":"","statusInactivi":false},"inregistrare_SplitTVA":{"dataInceputSplitTVA":"","dataAnulareSplitTVA":"","statusSplitTVA":false},"adresa_sediu_social":{"sdenumire_Strada":"Şos. Virtuţii","snumar_Strada":"148","sdenumire_Localitate":"Sector 6 Mun. Bucureşti","scod_Localitate":"6","sdenumire_Judet":"MUNICIPIUL BUCUREŞTI","scod_Judet":"40","scod_JudetAuto":"B","stara":"","sdetalii_Adresa":"","scod_Postal":"60787"},"adresa_domiciliu_fiscal":{"ddenumire_Strada":"Şos. Virtuţii","dnumar_Strada":"148","ddenumire_Localitate":"Sector 6","dcod_Localitate":"6","ddenumire_Judet":"B","dcod_Judet":"40","dcod_JudetAuto":"B","dtara":"","ddetalii_Adresa":"","dcod_Postal":"60787"}}""";

    private static readonly Uri Base = new("https://webservicesp.anaf.ro/");
    private static readonly DateOnly Day = new(2026, 11, 20);
    private readonly StubService stub = new();

    private VatRegistryClient Client => new(stub.Callers());

    [Theory]
    [InlineData("{\"found\":[ENTRY],\"notFound\":[]}")]
    [InlineData("{\"cod\":200,\"message\":\"SUCCESS\",\"found\":[ENTRY],\"notFound\":[]}")]
    [InlineData("{\"cod\":200,\"message\":\"SUCCESS\",\"found\":[ENTRY],\"notfound\":[]}")]
    public async Task Reads_a_company_with_and_without_the_envelope(string body)
    {
        stub.Then(body.Replace("ENTRY", Entry, StringComparison.Ordinal));

        var found = await Client.FindAsync("demo", Base, 14399840, Day, CancellationToken.None);

        found!.ToAnafData().ShouldBe(new AnafData(
            "DANTE INTERNATIONAL S.A.", "MUN. BUCUREŞTI, SECTOR 6", "INREGISTRAT din data 25.01.2002", true, new DateOnly(2010, 2, 1), true));
        found.Inactivity.StatusInactivi.ShouldBe(false);
        found.Inactivity.DataInactivare.ShouldBeNull();
        found.Seat.CodJudetAuto.ShouldBe("B");
        found.FiscalDomicile.Strada.ShouldBe("Şos. Virtuţii");
        stub.Requests.Single().Body.ShouldBe("""[{"cui":14399840,"data":"2026-11-20"}]""");
        stub.Requests.Single().Address.ToString().ShouldBe("https://webservicesp.anaf.ro/api/PlatitorTvaRest/v9/tva");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task An_unknown_code_is_no_error_whatever_the_status(int status)
    {
        stub.Then("""{"found":[],"notFound":[1234]}""", status);

        var result = await Client.AskAsync("demo", Base, [1234], Day, CancellationToken.None);

        result.Found.ShouldBeEmpty();
        result.NotFound.ShouldBe([1234L]);
    }

    [Fact]
    public async Task A_404_of_the_server_is_an_error()
    {
        stub.Then("""{"timestamp":"2022-09-07T12:33:24.284+00:00","status":404,"error":"Not Found","path":"/api/"}""", 404);

        (await Should.ThrowAsync<ServiceRefusedException>(() => Client.FindAsync("demo", Base, 1, Day, CancellationToken.None)))
            .Fault.Kind.ShouldBe(FaultKind.NotFound);
    }

    [Fact]
    public async Task An_error_code_inside_200_is_an_error()
    {
        stub.Then("""{"cod":500,"message":"Eroare interna"}""").Then("""{"cod":500,"message":"Eroare interna"}""").Then("""{"cod":500,"message":"Eroare interna"}""");

        (await Should.ThrowAsync<ServiceUnavailableException>(() => stub.Clock.RunAsync(
            Client.FindAsync("demo", Base, 1, Day, CancellationToken.None)))).Fault.Words.ShouldBe("Eroare interna");
    }

    [Fact]
    public async Task Asks_a_hundred_codes_at_a_time()
    {
        stub.On("/tva", sent =>
        {
            using var asked = JsonDocument.Parse(sent.Body);
            var codes = asked.RootElement.EnumerateArray().Select(question => question.GetProperty("cui").GetInt64());
            return StubService.Answer($$"""{"found":[],"notFound":[{{string.Join(',', codes)}}]}""");
        });

        var result = await Client.AskAsync("demo", Base, Enumerable.Range(1, 250).Select(code => (long)code).Append(7).ToList(), Day, CancellationToken.None);

        result.NotFound.Count.ShouldBe(250);
        stub.Requests.Count.ShouldBe(3);
    }
}
