using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Clients;

/// <summary>Error codes of client validation (Oblio document, 2.5), and those for what it does not name.</summary>
public static class ClientErrorCode
{
    public const string InvalidCui = "INVALID_CUI";
    public const string CuiNotFoundAnaf = "CUI_NOT_FOUND_ANAF";
    public const string CompanyInactive = "COMPANY_INACTIVE";
    public const string CompanyNameMismatch = "COMPANY_NAME_MISMATCH";
    public const string VatStatusMismatch = "VAT_STATUS_MISMATCH";
    public const string IncompleteAddress = "INCOMPLETE_ADDRESS";
    public const string InvalidEmail = "INVALID_EMAIL";
    public const string InvalidBankAccount = "INVALID_BANK_ACCOUNT";
    public const string OblioApiError = "OBLIO_API_ERROR";
    public const string AnafApiError = "ANAF_API_ERROR";
    public const string TenantNotConfigured = "TENANT_NOT_CONFIGURED";

    /// <summary>Why a validation came to no result; null when the failure is none of those that the document names.</summary>
    public static string? Of(Exception failure) => failure switch
    {
        TenantNotConfiguredException => TenantNotConfigured,
        ServiceException { Fault.Service: "anaf" } => AnafApiError,
        ServiceException { Fault.Service: "oblio" } => OblioApiError,
        _ => null,
    };
}
