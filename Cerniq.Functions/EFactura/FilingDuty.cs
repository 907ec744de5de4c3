using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Whom the law has file what, on the day an invoice is issued. What is exempt is not filed by itself; by hand it can be.</summary>
/// <remarks>A rule that has lapsed still holds for what was issued while it was in force. Between the times that the sources are
/// sure of, filing is taken as due: filing too much is no offence, filing too little is.</remarks>
internal static class FilingDuty
{
    private static readonly DateOnly Companies = new(2024, 1, 1);
    private static readonly DateOnly ConsumersMay = new(2024, 7, 1);

    /// <summary>Sellers who need not file, and until when.</summary>
    private static readonly Exemption[] Sellers =
    [
        new("ASSOCIATION", DateOnly.MinValue, new(2025, 6, 30), "associations and foundations are exempt until 30 June 2025 (OUG 69/2024)"),
        new("FARMER", DateOnly.MinValue, new(2025, 6, 30), "farmers under the special regime are exempt until 30 June 2025 (OUG 69/2024)"),
        new("FARMER_PERSON", DateOnly.MinValue, new(2025, 6, 30), "farmers under the special regime are exempt until 30 June 2025 (OUG 69/2024)"),
        new("FARMER_PERSON", new(2025, 10, 1), new(2026, 5, 31), "natural persons who farm under the special regime are exempt until 31 May 2026 (OUG 52/2025)"),
        new("CULTURAL_INSTITUTE", new(2025, 10, 1), new(2026, 5, 31), "foreign cultural institutes are exempt until 31 May 2026 (OUG 52/2025)"),
        new("PERSON", DateOnly.MinValue, new(2026, 5, 31), "natural persons identified by their CNP are exempt until 31 May 2026 (OUG 89/2025, OG 6/2026)"),
    ];

    /// <summary>Why this invoice need not be filed, or null when it must.</summary>
    public static string? WhyNone(SettingsSnapshot settings, InvoiceRecord invoice) =>
        WhyNone(settings.Get(SettingsCatalogue.CompanyKind), invoice.IssueDate, PartyMapping.IsConsumer(invoice.Client))
        ?? (settings.Get(SettingsCatalogue.EFacturaForeign) ? null : WhyNoneAbroad(invoice));

    /// <param name="seller">One of <c>company_kind</c>.</param>
    public static string? WhyNone(string seller, DateOnly issued, bool isToConsumer)
    {
        if (issued < Companies)
        {
            return "Before 1 January 2024 filing was no general duty (Legea 296/2023).";
        }

        if (isToConsumer && issued < ConsumersMay)
        {
            return "Invoices to consumers could be filed from 1 July 2024 and must be from 1 January 2025 (OUG 69/2024).";
        }

        return Array.Find(Sellers, rule => rule.Seller == seller && rule.From <= issued && issued <= rule.LastDay) is { } exempt
            ? $"The company was exempt on {issued:yyyy-MM-dd}: {exempt.Law}."
            : null;
    }

    /// <summary>Exports, and supplies to another Member State to a buyer with that state's VAT number.</summary>
    private static string? WhyNoneAbroad(InvoiceRecord invoice)
    {
        var country = Countries.Code(invoice.Client.Country) ?? Countries.Romania;
        return country == Countries.Romania || invoice.VatAmount != 0 || (Countries.IsInUnion(country) && HasNoVatNumber(invoice.Client)) ? null
            : Countries.IsInUnion(country) ? "A supply to another Member State, to a buyer with its VAT number, need not be filed (efactura_foreign; OUG 120/2021)."
            : "An export need not be filed (efactura_foreign; OUG 120/2021).";
    }

    private static bool HasNoVatNumber(ClientData client) => string.IsNullOrWhiteSpace(client.VatNumber);

    private sealed record Exemption(string Seller, DateOnly From, DateOnly LastDay, string Law);
}
