using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Whether the law wants an issued invoice filed and the tenant's settings let it.</summary>
public static class EFacturaScope
{
    /// <summary>Why an invoice is not filed by itself that has to be filed all the same: its last day is watched.</summary>
    public const string LeftToAPerson = "Invoices are filed by hand (auto_submit).";

    /// <summary>Why it is not filed, or null when it is.</summary>
    public static string? WhyNot(SettingsSnapshot settings, InvoiceRecord invoice)
    {
        if (WhyOff(settings) is { } off)
        {
            return off;
        }

        if (invoice.FiscalReceipt)
        {
            return "A fiscal receipt was given for it (options.fiscalReceipt): outside RO e-Factura (OUG 120/2021).";
        }

        if ((FilingDuty.WhyNone(settings, invoice) ?? OutsideRollout(settings, invoice)) is { } outside)
        {
            return outside;
        }

        if (!settings.Get(SettingsCatalogue.B2cEnabled) && PartyMapping.IsConsumer(invoice.Client))
        {
            return "Invoices to consumers are not filed (b2c_enabled).";
        }

        var least = settings.Get(SettingsCatalogue.EFacturaMinimumAmount);
        var amount = Math.Abs(invoice.GrandTotal * (invoice.ExchangeRate ?? 1));
        if (amount < least)
        {
            return $"{amount:0.00} RON is less than {least:0.00} RON (efactura_minimum_amount).";
        }

        return settings.Get(SettingsCatalogue.AutoSubmit) ? null : LeftToAPerson;
    }

    /// <summary>Why nothing is filed, not even by hand; null when e-Factura is on.</summary>
    public static string? WhyOff(SettingsSnapshot settings) =>
        !settings.Get(SettingsCatalogue.EFacturaEnabled) ? "e-Factura is switched off (efactura_enabled)."
        : settings.Get(SettingsCatalogue.EFacturaRollout) == "OFF" ? "e-Factura has not been taken up yet (efactura_rollout OFF)."
        : null;

    /// <summary>A company takes e-Factura up in stages; what its stage leaves out can be filed by hand.</summary>
    private static string? OutsideRollout(SettingsSnapshot settings, InvoiceRecord invoice) => settings.Get(SettingsCatalogue.EFacturaRollout) switch
    {
        "MANUAL" => "Invoices are filed by hand (efactura_rollout MANUAL).",
        "SELECTED" when !IsSelected(settings, invoice) => "The client is not among efactura_selected_clients (efactura_rollout SELECTED).",
        "B2B" when PartyMapping.IsConsumer(invoice.Client) => "Invoices to consumers are not filed yet (efactura_rollout B2B).",
        _ => null,
    };

    private static bool IsSelected(SettingsSnapshot settings, InvoiceRecord invoice) =>
        invoice.Client.Cui is { Length: > 0 } cui
        && settings.Get(SettingsCatalogue.EFacturaSelectedClients) is { } selected
        && selected.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Any(code => string.Equals(Cui.DigitsOf(code), Cui.DigitsOf(cui), StringComparison.Ordinal));
}
