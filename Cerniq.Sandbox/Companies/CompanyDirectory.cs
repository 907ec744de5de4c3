using System.Globalization;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Companies;

/// <summary>Every company there is: those registered through the control API, the seeded ones, and for any other code with a right
/// check digit a generated one, always the same.</summary>
internal sealed class CompanyDirectory(SandboxStore store)
{
    private static readonly Company[] Seeds =
    [
        Seed(37311090, "OBLIO SOFTWARE SRL", "Str. Traian", "29", "Municipiul Constanţa", "Constanţa", "CT", "13", "900743", "J13/887/2017"),
        Seed(14399840, "DANTE INTERNATIONAL SA", "Şos. Virtuţii", "148", "Sector 6", "MUNICIPIUL BUCUREŞTI", "B", "40", "060787", "J40/372/2002"),
        Seed(34283300, "CARPATI DISTRIBUTIE SRL", "Str. Fabricii", "12", "Mun. Cluj-Napoca", "CLUJ", "CJ", "12", "400620", "J12/812/2015"),
        Seed(38744563, "NORDIC COMERT SRL", "Bd. Revoluţiei", "70", "Mun. Arad", "ARAD", "AR", "2", "310025", "J02/120/2018"),
        Seed(22354360, "DUNAREA CONSULTING SRL", "Str. Domnească", "35", "Mun. Galaţi", "GALAŢI", "GL", "17", "800008", "J17/1451/2007"),
        Seed(12345674, "MURES TRADE SRL", "Str. Gheorghe Doja", "64", "Mun. Târgu Mureş", "MUREŞ", "MS", "26", "540342", "J26/95/2000"),
        Seed(8000000000, "CERNIQ DEMO SRL", "Calea Victoriei", "100", "Sector 1", "MUNICIPIUL BUCUREŞTI", "B", "40", "010071", "J40/1000/2020"),
    ];

    private static readonly Dictionary<long, Company> Seeded = Seeds.ToDictionary(static company => company.Cui);

    /// <summary>The company of a code, or null when the code is not one.</summary>
    public Company? Find(string? code)
    {
        if (FiscalCode.Digits(code) is not { } digits || !FiscalCode.IsValid(digits))
        {
            return null;
        }

        var cui = long.Parse(digits, CultureInfo.InvariantCulture);
        return store.Read(session => session.Find(Company.Kept, $"{cui}")) ?? Seeded.GetValueOrDefault(cui) ?? GeneratedCompany.Of(cui);
    }

    public Task<Company> RegisterAsync(Company company) => store.WriteAsync(session => session.Put(Company.Kept, company));

    public Task<bool> ForgetAsync(long cui) => store.WriteAsync(session => session.Delete(Company.Kept, $"{cui}"));

    /// <summary>The registered and the seeded companies.</summary>
    public IReadOnlyList<Company> All()
    {
        var registered = store.Read(static session => session.All(Company.Kept).ToList());
        return [.. registered, .. Seeds.Where(seed => !registered.Exists(company => company.Cui == seed.Cui))];
    }

    private static Company Seed(
        long cui, string name, string street, string number, string city, string county, string plate, string countyCode, string post, string trade) => new()
        {
            Cui = cui,
            Denumire = name,
            Strada = street,
            Numar = number,
            Localitate = city,
            Judet = county,
            JudetAuto = plate,
            CodJudet = countyCode,
            CodPostal = post,
            NrRegCom = trade,
        };
}
