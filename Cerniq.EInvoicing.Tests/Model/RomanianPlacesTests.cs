using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Tests.Model;

public sealed class RomanianPlacesTests
{
    [Theory]
    [InlineData("Cluj", "RO-CJ")]
    [InlineData("CJ", "RO-CJ")]
    [InlineData("ro-cj", "RO-CJ")]
    [InlineData("jud. Cluj", "RO-CJ")]
    [InlineData("Județul Caraș-Severin", "RO-CS")]
    [InlineData("caras severin", "RO-CS")]
    [InlineData("Bistriţa-Năsăud", "RO-BN")]
    [InlineData("București", "RO-B")]
    [InlineData("BUCURESTI", "RO-B")]
    [InlineData("Municipiul București", "RO-B")]
    [InlineData("Bucharest", "RO-B")]
    [InlineData("Clujul", null)]
    [InlineData("XX", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_county_is_found_by_name_or_code(string? text, string? code) => RomanianCounty.Find(text).ShouldBe(code);

    [Fact]
    public void There_are_42_and_each_is_found_by_its_own_name_and_code()
    {
        RomanianCounty.Codes.Count.ShouldBe(42);
        foreach (var code in RomanianCounty.Codes)
        {
            RomanianCounty.Find(code).ShouldBe(code);
            RomanianCounty.Find(code[3..]).ShouldBe(code);
            RomanianCounty.Find(RomanianCounty.NameOf(code)).ShouldBe(code);
            RomanianCounty.Find("jud. " + RomanianCounty.NameOf(code)!.ToUpperInvariant()).ShouldBe(code);
        }
    }

    [Theory]
    [InlineData("Cluj-Napoca", "RO-CJ")]
    [InlineData("mun. Timișoara", "RO-TM")]
    [InlineData("Slobozia", null)]
    [InlineData("Sfântu Gheorghe", null)]
    [InlineData(null, null)]
    public void A_town_tells_its_county_only_when_certain(string? town, string? code) => RomanianCounty.OfTown(town).ShouldBe(code);

    [Theory]
    [InlineData("400620", "RO-CJ", null)]
    [InlineData("030119", "RO-B", "SECTOR3")]
    [InlineData("070000", "RO-IF", null)]
    [InlineData("990000", null, null)]
    [InlineData("40062", null, null)]
    [InlineData(null, null, null)]
    public void A_postal_code_tells_county_and_sector(string? code, string? county, string? sector)
    {
        RomanianCounty.OfPostalCode(code).ShouldBe(county);
        BucharestSector.OfPostalCode(code).ShouldBe(sector);
    }

    [Theory]
    [InlineData("SECTOR3", "SECTOR3")]
    [InlineData("Sector 3", "SECTOR3")]
    [InlineData("Sectorul 6", "SECTOR6")]
    [InlineData("București, sect. 1", "SECTOR1")]
    [InlineData("Sector 7", null)]
    [InlineData("Sector 33", null)]
    [InlineData("București", null)]
    [InlineData("Cluj", null)]
    [InlineData(null, null)]
    public void A_sector_is_found_however_it_is_written(string? text, string? sector) => BucharestSector.Find(text).ShouldBe(sector);

    [Theory]
    [InlineData("buc", "H87")]
    [InlineData("Buc.", "H87")]
    [InlineData("bucăți", "H87")]
    [InlineData("KG", "KGM")]
    [InlineData("oră", "HUR")]
    [InlineData("ore", "HUR")]
    [InlineData("lună", "MON")]
    [InlineData("mp", "MTK")]
    [InlineData("m²", "MTK")]
    [InlineData("metri pătrați", "MTK")]
    [InlineData("%", "P1")]
    [InlineData("KWH", "KWH")]
    [InlineData("XBX", "XBX")]
    [InlineData("H87", "H87")]
    [InlineData("ml", null)]
    [InlineData("lei", null)]
    [InlineData("27", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_unit_is_found_by_its_Romanian_name_or_code(string? unit, string? code) => UnitCodes.Find(unit).ShouldBe(code);
}
