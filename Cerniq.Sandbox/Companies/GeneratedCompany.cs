namespace Cerniq.Sandbox.Companies;

/// <summary>A plausible company for a code nobody registered, always the same for the same code.</summary>
internal static class GeneratedCompany
{
    private static readonly string[] First = ["ALFA", "BRAD", "CORVIN", "DACIA", "EUROPA", "FLORA", "GETICA", "HATEG", "IZVOR", "LUCEAFAR", "MOLDOVA", "NOVA", "OLTUL", "PRIMA", "RETEZAT", "SOMES"];
    private static readonly string[] Second = ["AGRO", "AUTO", "CONSTRUCT", "DIGITAL", "ELECTRIC", "GRUP", "IMPEX", "INVEST", "LOGISTIC", "MEDIA", "PROD", "SERVICII", "SOFT", "TEHNIC", "TRANS", "TURISM"];
    private static readonly string[] Streets = ["Str. Mihai Eminescu", "Str. Independenţei", "Bd. Unirii", "Str. Ştefan cel Mare", "Str. Libertăţii", "Calea Dorobanţilor", "Str. Avram Iancu", "Str. Republicii"];

    private static readonly (string City, string County, string Plate, string Code, string Post)[] Places =
    [
        ("Sector 1", "MUNICIPIUL BUCUREŞTI", "B", "40", "010101"),
        ("Sector 3", "MUNICIPIUL BUCUREŞTI", "B", "40", "030111"),
        ("Mun. Cluj-Napoca", "CLUJ", "CJ", "12", "400001"),
        ("Mun. Timişoara", "TIMIŞ", "TM", "35", "300001"),
        ("Mun. Iaşi", "IAŞI", "IS", "22", "700001"),
        ("Mun. Braşov", "BRAŞOV", "BV", "8", "500001"),
        ("Mun. Sibiu", "SIBIU", "SB", "32", "550001"),
        ("Mun. Oradea", "BIHOR", "BH", "5", "410001"),
    ];

    public static Company Of(long cui)
    {
        var place = Places[cui / 7 % Places.Length];
        var year = (int)(2000 + cui % 24);
        return new Company
        {
            Cui = cui,
            Denumire = $"{First[cui / 11 % First.Length]} {Second[cui / 131 % Second.Length]} {cui % 1000:D3} SRL",
            Strada = Streets[cui / 13 % Streets.Length],
            Numar = $"{1 + cui % 199}",
            Localitate = place.City,
            Judet = place.County,
            JudetAuto = place.Plate,
            CodJudet = place.Code,
            CodPostal = place.Post,
            NrRegCom = $"J{place.Code.PadLeft(2, '0')}/{1 + cui % 9000}/{year}",
            DataInregistrare = new DateOnly(year, (int)(1 + cui % 12), (int)(1 + cui % 28)),
        };
    }
}
