using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Companies;

/// <summary>A company as the registries know it. Names of fields follow ANAF's VAT registry where it has one.</summary>
internal sealed record Company
{
    public required long Cui { get; init; }

    public required string Denumire { get; init; }

    public string Strada { get; init; } = "";

    public string Numar { get; init; } = "";

    public string Localitate { get; init; } = "";

    public string Judet { get; init; } = "";

    /// <summary>The county's car-plate letters, as in ISO 3166-2:RO.</summary>
    public string JudetAuto { get; init; } = "";

    public string CodJudet { get; init; } = "";

    public string CodPostal { get; init; } = "";

    /// <summary>The address in one line; made of its parts when absent.</summary>
    public string? Adresa { get; init; }

    public string NrRegCom { get; init; } = "";

    public string Telefon { get; init; } = "";

    public string CodCaen { get; init; } = "4651";

    public string Iban { get; init; } = "";

    public DateOnly DataInregistrare { get; init; } = new(2015, 3, 2);

    public bool ScpTva { get; init; } = true;

    public DateOnly? DataSfarsitTva { get; init; }

    public bool StatusTvaIncasare { get; init; }

    public bool Inactive { get; init; }

    public DateOnly? DataInactivare { get; init; }

    public DateOnly? DataRadiere { get; init; }

    public bool StatusSplitTva { get; init; }

    public bool StatusRoEFactura { get; init; } = true;

    public string AdresaText => Adresa ?? (JudetAuto == "B"
        ? $"MUNICIPIUL BUCUREŞTI, {Localitate.ToUpperInvariant()}, {Strada.ToUpperInvariant()}, NR.{Numar}"
        : $"JUD. {Judet.ToUpperInvariant()}, {Localitate.ToUpperInvariant()}, {Strada.ToUpperInvariant()}, NR.{Numar}");

    /// <summary>Companies that were registered or changed through the control API.</summary>
    public static Kind<Company> Kept { get; } = new("companies.company", static company => $"{company.Cui}");
}
