using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>How a tenant wants its documents booked: accounts, VAT codes, debtors, as its settings have them.</summary>
public sealed class Bookkeeping(SettingsSnapshot settings)
{
    private readonly IReadOnlyDictionary<decimal, string>? _output = CodePairs.VatCodes(settings.Get(SettingsCatalogue.EconomicVatCodes));
    private readonly IReadOnlyDictionary<decimal, string>? _input = CodePairs.VatCodes(settings.Get(SettingsCatalogue.EconomicInputVatCodes));

    public string Tenant => settings.Tenant;

    public int JournalNumber => settings.Get(SettingsCatalogue.EconomicJournal);

    public int RevenueAccount => settings.Get(SettingsCatalogue.EconomicRevenueAccount);

    public int ExpenseAccount => settings.Get(SettingsCatalogue.EconomicExpenseAccount);

    public int SupplierNumber => settings.Get(SettingsCatalogue.EconomicSupplier);

    /// <summary>True when payments are booked.</summary>
    public bool BooksPayments =>
        settings.Get(SettingsCatalogue.EconomicBookPayments) && settings.Get(SettingsCatalogue.EconomicBankAccount) is not null;

    /// <summary>True when refunds are booked.</summary>
    public bool BooksRefunds =>
        settings.Get(SettingsCatalogue.EconomicEnabled)
        && settings.Get(SettingsCatalogue.EconomicBookRefunds) && settings.Get(SettingsCatalogue.EconomicBankAccount) is not null;

    /// <summary>The account payments come in on and refunds go out from.</summary>
    /// <exception cref="UnbookableException">None is named.</exception>
    public int BankAccount => settings.Get(SettingsCatalogue.EconomicBankAccount)
        ?? throw new UnbookableException($"The bank account is not named: set «{SettingsCatalogue.EconomicBankAccount.Name}».");

    /// <summary>The debtor that a client is.</summary>
    public int CustomerOf(string? cui) =>
        cui is not null
        && settings.Get(SettingsCatalogue.EconomicCustomers) is { } text
        && CodePairs.TryRead(text, CodePairs.IsNumber, out var customers)
        && customers.FirstOrDefault(pair => IsSame(pair.Key, cui)).Value is { } number
            ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            : settings.Get(SettingsCatalogue.EconomicCustomer);

    /// <summary>The code for VAT that is charged.</summary>
    /// <exception cref="UnbookableException">The rate has none.</exception>
    public string? OutputVatCode(decimal rate) =>
        _output is not null ? CodeOf(_output, rate, SettingsCatalogue.EconomicVatCodes.Name)
        : rate == 0 ? null
        : settings.Get(SettingsCatalogue.EconomicVatCode);

    /// <summary>The code for VAT that was paid to somebody of our group.</summary>
    /// <exception cref="UnbookableException">The rate has none.</exception>
    public string? InputVatCode(decimal rate) =>
        _input is null ? null : CodeOf(_input, rate, SettingsCatalogue.EconomicInputVatCodes.Name);

    /// <summary>True when each VAT rate has a code of its own; otherwise a document of several rates cannot be told apart.</summary>
    public bool HasRates(EconomicUploadType side) => (side == EconomicUploadType.Issuer ? _output : _input) is not null;

    internal static bool IsSame(string cui, string other) =>
        string.Equals(Cui.DigitsOf(cui.Trim()), Cui.DigitsOf(other.Trim()), StringComparison.OrdinalIgnoreCase);

    private static string CodeOf(IReadOnlyDictionary<decimal, string> codes, decimal rate, string setting) =>
        codes.TryGetValue(rate, out var code)
            ? code
            : throw new UnbookableException($"VAT at {rate:0.##} % has no code in e-conomic: add {rate:0.##}=… to «{setting}».");
}

/// <summary>The document cannot be booked as it is or as the tenant's mapping is; nothing was sent.</summary>
public sealed class UnbookableException(string words) : Exception(words);
