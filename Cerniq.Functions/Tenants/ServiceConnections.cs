namespace Cerniq.Functions.Tenants;

/// <summary>How to reach Oblio for one tenant.</summary>
/// <param name="BaseUrl">Ends with <c>/api/</c>.</param>
/// <param name="Email">Oblio's <c>client_id</c>.</param>
/// <param name="Secret">Oblio's <c>client_secret</c>.</param>
/// <param name="CompanyCif">The issuing company, as Oblio knows it.</param>
public sealed record OblioConnection(Uri BaseUrl, string Email, string Secret, string CompanyCif);

/// <summary>How to reach ANAF for one tenant.</summary>
/// <param name="ApiBase">Ends with <c>/FCTEL/rest/</c>, of the production or test environment.</param>
/// <param name="PublicBase">Host of the services that need no login: <c>validare</c>, <c>transformare</c>, the VAT registry. Ends with <c>/</c>.</param>
/// <param name="LoginBase">Ends with <c>/anaf-oauth2/v1/</c>.</param>
/// <param name="RefreshToken">The first refresh token; later ones are kept by the token store as ANAF rotates them.</param>
/// <param name="Cif">The company's digits, without RO.</param>
public sealed record AnafConnection(
    Uri ApiBase, Uri PublicBase, Uri LoginBase, string ClientId, string ClientSecret, string? RefreshToken, string Cif);

/// <summary>How to reach Revolut Business for one tenant.</summary>
/// <param name="BaseUrl">Ends with <c>/api/</c>; versions 1.0 and 2.0 hang below it.</param>
/// <param name="Issuer">Domain of the redirect URI, without scheme: the JWT's <c>iss</c>.</param>
/// <param name="PrivateKeyPem">RSA key that signs the client assertion.</param>
public sealed record RevolutConnection(Uri BaseUrl, string ClientId, string Issuer, string PrivateKeyPem, string RefreshToken);

/// <summary>How to reach e-conomic for one tenant's agreement.</summary>
/// <param name="BaseUrl">Ends with <c>/</c>.</param>
/// <param name="JournalNumber">The kassekladde that vouchers go to.</param>
/// <param name="RevenueAccount">Contra account of an issued invoice.</param>
/// <param name="VatCode">e-conomic's code for our output VAT, or null to post gross amounts.</param>
/// <param name="CustomerNumber">The debtor that issued invoices are booked on when no other is known.</param>
public sealed record EconomicConnection(
    Uri BaseUrl,
    string AppSecretToken,
    string AgreementGrantToken,
    int JournalNumber,
    int RevenueAccount,
    string? VatCode,
    int CustomerNumber);

/// <summary>The tenant lacks a setting or a credential that the call needs.</summary>
public sealed class TenantNotConfiguredException(string tenant, string setting)
    : Exception($"Tenant {tenant} has no «{setting}» configured.")
{
    public string Setting { get; } = setting;
}
