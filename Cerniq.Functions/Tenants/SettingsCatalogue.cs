using Cerniq.EInvoicing.Identity;
using static Cerniq.Functions.Tenants.SettingKinds;

namespace Cerniq.Functions.Tenants;

/// <summary>Every setting there is. A key that is not here cannot be set.</summary>
public static class SettingsCatalogue
{
    private static readonly string[] Environments = ["sandbox", "test", "production"];
    private static readonly string[] ApprovalRules = ["ALWAYS", "ABOVE_AMOUNT", "AFTER_FILING", "NEVER"];

    public static readonly Setting<string> Environment = Choice(
        "environment", "sandbox", Environments, "Which services are spoken to: our stand-ins, the vendors' test services, or the real ones.");

    public static readonly Setting<string?> EFacturaEnvironment = ChoiceOrNone(
        "efactura_environment", Environments, "The same for ANAF alone; as environment when not set.");

    public static readonly Setting<string?> CompanyCui = Text(
        "company_cui", "a CUI with a right check digit, with or without RO", Cui.IsValid, "The issuing company's CUI.") with { Alias = "efactura_company_cui" };

    public static readonly Setting<string?> CompanyName = Text("company_name", 200, "The issuing company's name (BT-27).");
    public static readonly Setting<string?> CompanyAddress = Text("company_address", 150, "Street and number (BT-35).");
    public static readonly Setting<string?> CompanyCity = Text(
        "company_city", 50, "Town (BT-37); in Bucharest SECTOR1 to SECTOR6, as CIUS-RO wants it.");

    public static readonly Setting<string?> CompanyCounty = Text(
        "company_county", "an ISO 3166-2:RO code without RO-, such as B or CJ", text => text.Length is 1 or 2 && text.All(char.IsAsciiLetterUpper), "County (BT-39).");

    public static readonly Setting<string?> CompanyPostalCode = Text(
        "company_postal_code", "six digits", text => text.Length == 6 && text.All(char.IsAsciiDigit), "Postal code (BT-38).");

    public static readonly Setting<string?> CompanyRegistrationNumber = Text(
        "company_registration_number", 50, "Number in the trade register, such as J40/1/2020 (BT-30).");

    public static readonly Setting<string?> CompanyEmail = Text(
        "company_email", "an e-mail address", text => text.Length <= 254 && System.Net.Mail.MailAddress.TryCreate(text, out _), "Where clients may write to (BT-43).");

    public static readonly Setting<string?> CompanyPhone = Text("company_phone", 30, "Telephone (BT-42).");
    public static readonly Setting<string?> CompanyIban = Text(
        "company_iban", "an IBAN with right check digits", Iban.IsValid, "The account clients pay into (BT-84).");

    public static readonly Setting<string?> CompanyBank = Text("company_bank", 100, "That account's bank.");
    public static readonly Setting<string> CompanyKind = Choice(
        "company_kind", "COMPANY", ["COMPANY", "ASSOCIATION", "FARMER", "FARMER_PERSON", "CULTURAL_INSTITUTE", "PERSON"], "What the issuer is before the law on e-Factura, which exempted some for a time: a company, an association or foundation, a farmer under the special regime (a natural person: FARMER_PERSON), a foreign cultural institute, a natural person with a CNP.");

    public static readonly Setting<bool> IsVatPayer = Switch("is_vat_payer", true, "Whether the company charges VAT.");

    public static readonly Setting<bool> EFacturaEnabled = Switch("efactura_enabled", true, "File invoices with ANAF RO e-Factura.");
    public static readonly Setting<string> EFacturaRoute = Choice(
        "efactura_route", "ANAF", ["ANAF", "OBLIO", "SANDBOX"], "Who files: we with ANAF, Oblio for us, or nobody (a local stand-in answers).");

    public static readonly Setting<string> EFacturaRollout = Choice(
        "efactura_rollout", "ALL", ["OFF", "MANUAL", "SELECTED", "B2B", "ALL"], "Which issued invoices are filed by themselves: none, none but those filed by hand, those to efactura_selected_clients, those to companies, all.");

    public static readonly Setting<string?> EFacturaSelectedClients = Text(
        "efactura_selected_clients", "CUIs divided by commas", AreCodes, "The clients that efactura_rollout SELECTED means.");

    public static readonly Setting<bool> AutoSubmit = Switch(
        "auto_submit", true, "File as soon as an invoice is issued.") with { Alias = "efactura_auto_submit" };

    public static readonly Setting<bool> B2cEnabled = Switch(
        "b2c_enabled", true, "File invoices to consumers as well.") with { Alias = "efactura_b2c_enabled" };

    public static readonly Setting<bool> EFacturaForeign = Switch(
        "efactura_foreign", true, "File exports and supplies to other Member States as well (extern=DA), which the law does not ask for.");

    public static readonly Setting<decimal> EFacturaMinimumAmount = Amount(
        "efactura_minimum_amount", 0m, "Smaller invoices, in RON, are not filed. The law files all: 0.");

    public static readonly Setting<int> RetryMaxAttempts = Whole(
        "retry_max_attempts", 5, 1, 20, "How often a filing is tried.") with { Alias = "efactura_retry_max_attempts" };

    public static readonly Setting<IReadOnlyList<int>> RetrySchedule = Minutes(
        "retry_schedule_minutes", [5, 15, 30, 60, 120], "Waits between tries, in minutes; the last one repeats.") with { Alias = "retry_schedule" };

    public static readonly Setting<int> PollingIntervalMinutes = Whole(
        "polling_interval_minutes", 15, 1, 1440, "How often a filing's state is asked for.") with { Alias = "efactura_polling_interval_minutes" };

    public static readonly Setting<int?> EFacturaReconcileSeconds = WholeOrNone(
        "efactura_reconcile_seconds", 5, 86_400, "How long after an unclear upload its absence from ANAF's list proves that it never arrived; 1200 (45 in the sandbox) when not set.");

    public static readonly Setting<string?> AnafSealFingerprints = Text(
        "anaf_seal_fingerprints", "SHA-256 fingerprints of 64 hexadecimal digits, divided by commas", AreFingerprints, "Certificates the ministry seals answers with, besides those known already.");

    public static readonly Setting<string> CreditNoteForm = Choice(
        "credit_note_form", "CREDIT_NOTE", ["CREDIT_NOTE", "NEGATIVE_INVOICE"], "How a storno is filed: CreditNote 381, or Invoice 380 with negative quantities.");

    public static readonly Setting<string> SigningMethod = Choice(
        "signing_method", "NONE", ["NONE", "XMLDSig", "PKCS7"], "How the archived package is signed. ANAF takes it unsigned.");

    public static readonly Setting<string> AnafDownRule = Choice(
        "anaf_down_rule", "WARN", ["WAIT", "WARN"], "When ANAF's registry does not answer: wait for it, or go on with a warning.");

    public static readonly Setting<string> CancelApproval = Choice(
        "cancel_approval", "NEVER", ApprovalRules, "When a person must approve a cancellation.");

    public static readonly Setting<decimal> CancelApprovalAmount = Amount(
        "cancel_approval_amount", 1000m, "The amount that ABOVE_AMOUNT means for cancellations, in RON.");

    public static readonly Setting<string> RefundApproval = Choice(
        "refund_approval", "ABOVE_AMOUNT", ApprovalRules, "When a person must approve a refund.");

    public static readonly Setting<decimal> RefundApprovalAmount = Amount(
        "refund_approval_amount", 1000m, "The amount that ABOVE_AMOUNT means for refunds, in RON.");

    public static readonly Setting<int> ApprovalExpiryHours = Whole(
        "approval_expiry_hours", 72, 1, 720, "How long an approval waits for its decision.");

    public static readonly Setting<int> ApprovalReminderHours = Whole(
        "approval_reminder_hours", 24, 1, 720, "How long until people are reminded of an approval, again and again until it is decided.");

    public static readonly Setting<string?> ProformaSeries = Text("proforma_series", 20, "Oblio's series for proformas.");
    public static readonly Setting<string?> InvoiceSeries = Text("invoice_series", 20, "Oblio's series for invoices.");
    public static readonly Setting<int> ProformaValidDays = Whole(
        "proforma_valid_days", 30, 1, 365, "How long a proforma can be accepted.");

    public static readonly Setting<int> ProformaReminderDays = Whole(
        "proforma_reminder_days", 7, 1, 365, "How long until people are reminded of a proforma without an answer, again and again until there is one.");

    public static readonly Setting<int> PaymentTermDays = Whole(
        "payment_term_days", 30, 0, 365, "Days from issue to due date when a deal does not say.");

    public static readonly Setting<bool> OblioCollect = Switch(
        "oblio_collect", false, "Write what was paid on the invoices at Oblio, payment by payment.");

    public static readonly Setting<string> RevolutWebhookVersion = Choice(
        "revolut_webhook_version", "v2", ["v1", "v2"], "Which signature scheme Revolut's webhooks carry.");

    public static readonly Setting<string?> RevolutIssuer = Text("revolut_issuer", 200, "Domain of the redirect URI, without scheme.");
    public static readonly Setting<string?> RevolutAccountId = Text("revolut_account_id", 64, "The account refunds are paid from.");
    public static readonly Setting<bool> EconomicEnabled = Switch("economic_enabled", true, "Book invoices in e-conomic.");
    public static readonly Setting<int> EconomicJournal = Whole(
        "economic_journal_number", 1, 1, 999_999, "The kassekladde that vouchers go to.");

    public static readonly Setting<int> EconomicRevenueAccount = Whole(
        "economic_revenue_account", 1010, 1, 999_999_999, "Contra account of an issued invoice.");

    public static readonly Setting<string?> EconomicVatCode = Text(
        "economic_vat_code", 5, "e-conomic's code for output VAT; gross amounts are posted when not set.");

    public static readonly Setting<int> EconomicCustomer = Whole(
        "economic_customer_number", 1, 1, 999_999_999, "The debtor invoices are booked on when no other is known.");

    public static readonly Setting<string?> EconomicCustomers = Text(
        "economic_customers", "pairs of a CUI and a debtor's number divided by commas, such as RO12345674=12", text => CodePairs.TryRead(text, CodePairs.IsNumber, out _), "Which debtor in e-conomic each client is.");

    public static readonly Setting<string?> EconomicVatCodes = Text(
        "economic_vat_codes", "pairs of a VAT rate and a code divided by commas, such as 21=U21, 11=U11, 0=U0", CodePairs.AreVatCodes, "e-conomic's code for output VAT of each rate; an invoice with another rate waits for a person.");

    public static readonly Setting<bool> EconomicBookStornos = Switch("economic_book_stornos", true, "Book stornos in e-conomic as well.");
    public static readonly Setting<bool> EconomicBookPayments = Switch(
        "economic_book_payments", false, "Book the payments of booked invoices in e-conomic as well; needs economic_bank_account.");

    public static readonly Setting<bool> EconomicBookRefunds = Switch(
        "economic_book_refunds", false, "Book refunds that were paid in e-conomic as well; needs economic_bank_account.");

    public static readonly Setting<int?> EconomicBankAccount = WholeOrNone(
        "economic_bank_account", 1, 999_999_999, "The account in e-conomic that payments come in on and refunds go out from.");

    public static readonly Setting<string?> EconomicDebtorTenants = Text(
        "economic_debtor_tenants", "tenants divided by commas", CodePairs.AreTenants, "Companies of the same group whose books our invoices to them go into as well (DEBTOR); each must name us in its economic_issuer_tenants.");

    public static readonly Setting<string?> EconomicIssuerTenants = Text(
        "economic_issuer_tenants", "tenants divided by commas", CodePairs.AreTenants, "Companies of the same group that may put their invoices to us into our books.");

    public static readonly Setting<int> EconomicSupplier = Whole(
        "economic_supplier_number", 1, 1, 999_999_999, "The creditor that invoices of our group are booked on.");

    public static readonly Setting<int> EconomicExpenseAccount = Whole(
        "economic_expense_account", 1310, 1, 999_999_999, "Contra account of an invoice received from our group.");

    public static readonly Setting<string?> EconomicInputVatCodes = Text(
        "economic_input_vat_codes", "pairs of a VAT rate and a code divided by commas, such as 21=I21, 11=I11, 0=I0", CodePairs.AreVatCodes, "e-conomic's code for input VAT of each rate, for invoices received from our group.");

    public static readonly Setting<string?> OblioUrl = Address("oblio_base_url", "Oblio elsewhere than at its usual address; ends with /api/.");
    public static readonly Setting<string?> AnafApiUrl = Address("anaf_api_url", "ANAF's e-Factura API; ends with /FCTEL/rest/.");
    public static readonly Setting<string?> AnafLoginUrl = Address("anaf_login_url", "ANAF's login; ends with /anaf-oauth2/v1/.");
    public static readonly Setting<string?> AnafPublicUrl = Address("anaf_public_url", "ANAF's services without login; ends with /.");
    public static readonly Setting<string?> RevolutUrl = Address("revolut_base_url", "Revolut Business; ends with /api/.");
    public static readonly Setting<string?> EconomicUrl = Address("economic_base_url", "e-conomic; ends with /.");

    public static readonly Setting<string?> OblioEmail = Text("oblio_client_id", 254, "The e-mail address Oblio knows the account by.");
    public static readonly SecretSetting OblioSecret = new("oblio_client_secret", "Oblio's API secret.");
    public static readonly Setting<string?> AnafClientId = Text("anaf_client_id", 200, "The application registered with ANAF.") with { Alias = "efactura_client_id" };
    public static readonly SecretSetting AnafClientSecret = new("anaf_client_secret", "That application's secret.") { Alias = "efactura_client_secret" };
    public static readonly SecretSetting AnafRefreshToken = new("anaf_refresh_token", "A first refresh token; later ones are kept as ANAF rotates them.");
    public static readonly Setting<string?> AnafRedirectUri = Text(
        "anaf_redirect_uri", "an https address (http only to this machine)", IsRedirect, "Where ANAF's login sends people back to, as registered with ANAF; ends with /api/efactura/oauth/callback.");

    public static readonly Setting<string?> RevolutClientId = Text("revolut_client_id", 200, "The application registered with Revolut.");
    public static readonly SecretSetting RevolutPrivateKey = new("revolut_private_key", "RSA key in PEM that signs the client assertion.");
    public static readonly SecretSetting RevolutRefreshToken = new("revolut_refresh_token", "Revolut's refresh token.");
    public static readonly SecretSetting RevolutWebhookSecret = new("revolut_webhook_secret", "Signing secret of Revolut's webhooks.");
    public static readonly SecretSetting EconomicAppSecret = new("economic_app_secret_token", "e-conomic's app secret token.");
    public static readonly SecretSetting EconomicGrant = new("economic_agreement_grant_token", "e-conomic's agreement grant token.");
    public static readonly SecretSetting SigningCertificate = new("signing_certificate", "PKCS#12 in base64 that signs archived packages.");
    public static readonly SecretSetting SigningPassword = new("signing_certificate_password", "That certificate's password.") { Alias = "efactura_certificate_password" };

    public static readonly Setting<string?> SigningAlias = Text("signing_certificate_alias", 200, "Which of its keys signs, by friendly name, when it holds several.");

    public static readonly Setting<string?> AlertEmailTo = Text(
        "alert_email_to", "e-mail addresses divided by commas", AreMailAddresses, "Who is written to about alerts; company_email when not set.");

    public static readonly Setting<string?> AlertEmailFrom = Text(
        "alert_email_from", "an e-mail address", text => AreMailAddresses(text) && !text.Contains(','), "The sender of letters; for those to clients company_email when not set.");

    public static readonly Setting<string> AlertEmailLanguage = Choice("alert_email_language", "ro", ["ro", "en"], "The language of letters about alerts.");
    public static readonly Setting<string?> SmtpHost = Text("smtp_host", 253, "The mail server for alerts and for documents whose deal brings a text of its own; when not set alerts are kept as .eml files in the archive and Oblio sends the documents.");
    public static readonly Setting<int> SmtpPort = Whole("smtp_port", 587, 1, 65_535, "The mail server's port.");
    public static readonly Setting<bool> SmtpTls = Switch("smtp_tls", true, "Speak to the mail server by STARTTLS only.");
    public static readonly Setting<string?> SmtpUser = Text("smtp_user", 254, "The account at the mail server, if it asks for one.");
    public static readonly SecretSetting SmtpPassword = new("smtp_password", "That account's password.");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [.. typeof(SettingsCatalogue).GetFields().Select(field => field.GetValue(null)).OfType<Setting>().OrderBy(setting => setting.Name, StringComparer.Ordinal)];

    private static readonly Dictionary<string, Setting> ByName = All
        .SelectMany(setting => setting.Alias is null ? [(setting.Name, setting)] : new[] { (setting.Name, setting), (setting.Alias, setting) })
        .ToDictionary(named => named.Item1, named => named.setting, StringComparer.Ordinal);

    /// <summary>The setting of this name or alias, or null.</summary>
    public static Setting? Find(string name) => ByName.GetValueOrDefault(name);

    private static bool IsRedirect(string text) =>
        text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static bool AreMailAddresses(string text) =>
        text.Length <= 2000 && text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts
        && parts.All(part => System.Net.Mail.MailAddress.TryCreate(part, out _));

    private static bool AreCodes(string text) =>
        text.Length <= 4000 && text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts && parts.All(Cui.IsValid);

    private static bool AreFingerprints(string text) =>
        text.Length <= 4000 && text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts
        && parts.All(part => part.Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit));
}
