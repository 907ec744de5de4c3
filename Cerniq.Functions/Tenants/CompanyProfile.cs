namespace Cerniq.Functions.Tenants;

/// <summary>The issuing company, as its settings describe it.</summary>
/// <param name="Cui">Digits only, without RO.</param>
/// <param name="County">ISO 3166-2:RO code without RO-.</param>
/// <param name="City">In Bucharest SECTOR1 to SECTOR6.</param>
public sealed record CompanyProfile(
    string Cui,
    string Name,
    string Address,
    string City,
    string County,
    string? PostalCode,
    string? RegistrationNumber,
    string? Email,
    string? Phone,
    string? Iban,
    string? Bank,
    bool IsVatPayer)
{
    public string Country => "RO";

    /// <summary>BT-31: the CUI with RO when VAT is charged, otherwise null.</summary>
    public string? VatId => IsVatPayer ? "RO" + Cui : null;

    /// <exception cref="TenantNotConfiguredException">CUI, name, address, city or county is not set.</exception>
    public static CompanyProfile From(SettingsSnapshot settings) => new(
        EInvoicing.Identity.Cui.DigitsOf(settings.Require(SettingsCatalogue.CompanyCui)),
        settings.Require(SettingsCatalogue.CompanyName),
        settings.Require(SettingsCatalogue.CompanyAddress),
        settings.Require(SettingsCatalogue.CompanyCity),
        settings.Require(SettingsCatalogue.CompanyCounty),
        settings.Get(SettingsCatalogue.CompanyPostalCode),
        settings.Get(SettingsCatalogue.CompanyRegistrationNumber),
        settings.Get(SettingsCatalogue.CompanyEmail),
        settings.Get(SettingsCatalogue.CompanyPhone),
        settings.Get(SettingsCatalogue.CompanyIban),
        settings.Get(SettingsCatalogue.CompanyBank),
        settings.Get(SettingsCatalogue.IsVatPayer));
}
