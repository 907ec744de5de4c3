using System.Text.Json.Serialization;

namespace Cerniq.Functions.Anaf;

internal sealed record VatRegistryQuestion(
    [property: JsonPropertyName("cui")] long Cui,
    [property: JsonPropertyName("data")] DateOnly? Date);

internal sealed record VatRegistryAnswer
{
    [JsonPropertyName("found")]
    public IReadOnlyList<VatRegistration>? Found { get; init; }

    [JsonPropertyName("notFound")]
    public IReadOnlyList<long?>? NotFound { get; init; }

    /// <summary>How older services spell it.</summary>
    [JsonPropertyName("notfound")]
    public IReadOnlyList<long?>? NotFoundOld { get; init; }
}

/// <summary>What the registry of VAT payers knows of one company (v9). What is absent there is null here.</summary>
public sealed record VatRegistration
{
    [JsonPropertyName("date_generale")]
    public VatGeneralData General { get; init; } = new();

    [JsonPropertyName("inregistrare_scop_Tva")]
    public VatScope Vat { get; init; } = new();

    [JsonPropertyName("inregistrare_RTVAI")]
    public VatOnCollection OnCollection { get; init; } = new();

    [JsonPropertyName("stare_inactiv")]
    public VatInactivity Inactivity { get; init; } = new();

    [JsonPropertyName("inregistrare_SplitTVA")]
    public VatSplit Split { get; init; } = new();

    [JsonPropertyName("adresa_sediu_social")]
    public VatSeatAddress Seat { get; init; } = new();

    [JsonPropertyName("adresa_domiciliu_fiscal")]
    public VatFiscalAddress FiscalDomicile { get; init; } = new();

    /// <summary>The short form of the Oblio document's <c>anafData</c>.</summary>
    public AnafData ToAnafData() => new(
        General.Denumire ?? "",
        General.Adresa ?? "",
        General.StareInregistrare ?? "",
        Vat.ScpTVA ?? false,
        Vat.Current?.DataInceput,
        General.StatusROeFactura ?? false);
}

/// <summary>What the client check shows of the registry, in the field names of the Oblio document.</summary>
public sealed record AnafData(
    [property: JsonPropertyName("denumire")] string Denumire,
    [property: JsonPropertyName("adresa")] string Adresa,
    [property: JsonPropertyName("stare_inregistrare")] string StareInregistrare,
    [property: JsonPropertyName("scpTVA")] bool ScpTVA,
    [property: JsonPropertyName("data_inregistrare_tva")] DateOnly? DataInregistrareTva,
    [property: JsonPropertyName("statusRO_e_Factura")] bool StatusROeFactura);

public sealed record VatGeneralData
{
    [JsonPropertyName("cui")]
    public long? Cui { get; init; }

    [JsonPropertyName("data")]
    public DateOnly? Data { get; init; }

    [JsonPropertyName("denumire")]
    public string? Denumire { get; init; }

    [JsonPropertyName("adresa")]
    public string? Adresa { get; init; }

    [JsonPropertyName("nrRegCom")]
    public string? NrRegCom { get; init; }

    [JsonPropertyName("telefon")]
    public string? Telefon { get; init; }

    [JsonPropertyName("fax")]
    public string? Fax { get; init; }

    [JsonPropertyName("codPostal")]
    public string? CodPostal { get; init; }

    [JsonPropertyName("act")]
    public string? Act { get; init; }

    /// <summary>Such as <c>INREGISTRAT din data 25.01.2018</c>.</summary>
    [JsonPropertyName("stare_inregistrare")]
    public string? StareInregistrare { get; init; }

    [JsonPropertyName("data_inregistrare")]
    public DateOnly? DataInregistrare { get; init; }

    [JsonPropertyName("cod_CAEN")]
    public string? CodCaen { get; init; }

    [JsonPropertyName("iban")]
    public string? Iban { get; init; }

    [JsonPropertyName("statusRO_e_Factura")]
    public bool? StatusROeFactura { get; init; }

    [JsonPropertyName("data_inreg_Reg_RO_e_Factura")]
    public DateOnly? DataInregistrareROeFactura { get; init; }

    [JsonPropertyName("organFiscalCompetent")]
    public string? OrganFiscalCompetent { get; init; }

    [JsonPropertyName("forma_de_proprietate")]
    public string? FormaDeProprietate { get; init; }

    [JsonPropertyName("forma_organizare")]
    public string? FormaOrganizare { get; init; }

    [JsonPropertyName("forma_juridica")]
    public string? FormaJuridica { get; init; }
}

public sealed record VatScope
{
    /// <summary>True when registered for VAT on the day asked about.</summary>
    [JsonPropertyName("scpTVA")]
    public bool? ScpTVA { get; init; }

    [JsonPropertyName("perioade_TVA")]
    public IReadOnlyList<VatPeriod>? Perioade { get; init; }

    /// <summary>The period without an end, or else the one that began last.</summary>
    [JsonIgnore]
    public VatPeriod? Current => (Perioade ?? []).OrderBy(period => period.DataSfarsit is null).ThenBy(period => period.DataInceput).LastOrDefault();
}

public sealed record VatPeriod
{
    [JsonPropertyName("data_inceput_ScpTVA")]
    public DateOnly? DataInceput { get; init; }

    [JsonPropertyName("data_sfarsit_ScpTVA")]
    public DateOnly? DataSfarsit { get; init; }

    [JsonPropertyName("data_anul_imp_ScpTVA")]
    public DateOnly? DataAnulareImpozit { get; init; }

    [JsonPropertyName("mesaj_ScpTVA")]
    public string? Mesaj { get; init; }
}

/// <summary>VAT on collection.</summary>
public sealed record VatOnCollection
{
    [JsonPropertyName("dataInceputTvaInc")]
    public DateOnly? DataInceput { get; init; }

    [JsonPropertyName("dataSfarsitTvaInc")]
    public DateOnly? DataSfarsit { get; init; }

    [JsonPropertyName("dataActualizareTvaInc")]
    public DateOnly? DataActualizare { get; init; }

    [JsonPropertyName("dataPublicareTvaInc")]
    public DateOnly? DataPublicare { get; init; }

    [JsonPropertyName("tipActTvaInc")]
    public string? TipAct { get; init; }

    [JsonPropertyName("statusTvaIncasare")]
    public bool? Status { get; init; }
}

public sealed record VatInactivity
{
    [JsonPropertyName("dataInactivare")]
    public DateOnly? DataInactivare { get; init; }

    [JsonPropertyName("dataReactivare")]
    public DateOnly? DataReactivare { get; init; }

    [JsonPropertyName("dataPublicare")]
    public DateOnly? DataPublicare { get; init; }

    [JsonPropertyName("dataRadiere")]
    public DateOnly? DataRadiere { get; init; }

    [JsonPropertyName("statusInactivi")]
    public bool? StatusInactivi { get; init; }
}

public sealed record VatSplit
{
    [JsonPropertyName("dataInceputSplitTVA")]
    public DateOnly? DataInceput { get; init; }

    [JsonPropertyName("dataAnulareSplitTVA")]
    public DateOnly? DataAnulare { get; init; }

    [JsonPropertyName("statusSplitTVA")]
    public bool? Status { get; init; }
}

/// <summary>The registered seat.</summary>
public sealed record VatSeatAddress
{
    [JsonPropertyName("sdenumire_Strada")]
    public string? Strada { get; init; }

    [JsonPropertyName("snumar_Strada")]
    public string? Numar { get; init; }

    [JsonPropertyName("sdenumire_Localitate")]
    public string? Localitate { get; init; }

    [JsonPropertyName("scod_Localitate")]
    public string? CodLocalitate { get; init; }

    [JsonPropertyName("sdenumire_Judet")]
    public string? Judet { get; init; }

    [JsonPropertyName("scod_Judet")]
    public string? CodJudet { get; init; }

    /// <summary>The county's two letters, as on number plates.</summary>
    [JsonPropertyName("scod_JudetAuto")]
    public string? CodJudetAuto { get; init; }

    [JsonPropertyName("stara")]
    public string? Tara { get; init; }

    [JsonPropertyName("sdetalii_Adresa")]
    public string? Detalii { get; init; }

    [JsonPropertyName("scod_Postal")]
    public string? CodPostal { get; init; }
}

/// <summary>The fiscal domicile.</summary>
public sealed record VatFiscalAddress
{
    [JsonPropertyName("ddenumire_Strada")]
    public string? Strada { get; init; }

    [JsonPropertyName("dnumar_Strada")]
    public string? Numar { get; init; }

    [JsonPropertyName("ddenumire_Localitate")]
    public string? Localitate { get; init; }

    [JsonPropertyName("dcod_Localitate")]
    public string? CodLocalitate { get; init; }

    [JsonPropertyName("ddenumire_Judet")]
    public string? Judet { get; init; }

    [JsonPropertyName("dcod_Judet")]
    public string? CodJudet { get; init; }

    [JsonPropertyName("dcod_JudetAuto")]
    public string? CodJudetAuto { get; init; }

    [JsonPropertyName("dtara")]
    public string? Tara { get; init; }

    [JsonPropertyName("ddetalii_Adresa")]
    public string? Detalii { get; init; }

    [JsonPropertyName("dcod_Postal")]
    public string? CodPostal { get; init; }
}
