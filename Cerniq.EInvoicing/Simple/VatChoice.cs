using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Simple;

/// <summary>The VAT category of a line from its rate and reason, and whether the rate is legal on the day.</summary>
internal sealed class VatChoice(SimpleInvoice invoice, DocumentKind kind, bool sellerPaysVat, FieldLog log)
{
    private readonly List<VatSubtotal> _reasons = [];

    /// <summary>The reasons given, as rows of the breakdown without amounts.</summary>
    public ValueList<VatSubtotal> Reasons => _reasons.ToValueList();

    public VatTreatment Of(SimpleLine line, string path)
    {
        var vat = Choose(line.VatRate, line.VatCategory, line.VatExemptionCode, line.VatExemptionReason, path);
        if (vat.Category == VatCategory.S && vat.Rate is { } rate)
            CheckRate(rate, path, isCorrection: line.Quantity < 0m);
        Remember(line, vat, path);
        return vat;
    }

    public VatTreatment Of(SimpleAdjustment adjustment, IReadOnlyList<InvoiceLine> lines, string path)
    {
        if (adjustment.VatRate is not null || adjustment.VatCategory is not null)
            return Choose(adjustment.VatRate, adjustment.VatCategory, null, adjustment.Reason, path);
        var shared = lines.Select(line => line.Vat).Distinct().ToList();
        if (shared.Count == 1)
            return shared[0];
        log.Problem(path + ".vat_rate", "liniile au cote diferite: spuneți cota la care se aplică", "the lines have different rates: say which one this is for");
        return VatTreatment.OutOfScope;
    }

    private VatTreatment Choose(decimal? rate, string? category, string? code, string? reason, string path)
    {
        if (category is not null)
            return Given(category, rate, path);
        if (rate is > 0m)
            return Rated(rate.Value, path);
        if (rate < 0m)
        {
            log.Problem(path + ".vat_rate", "cota nu poate fi negativă", "the rate cannot be negative");
            return VatTreatment.OutOfScope;
        }

        if (!sellerPaysVat)
            return VatTreatment.OutOfScope;
        if (rate is null)
        {
            log.Problem(path + ".vat_rate", "lipsește cota de TVA; pentru scutiri scrieți 0 și motivul", "the VAT rate is missing; for exemptions write 0 and the reason");
            return VatTreatment.OutOfScope;
        }

        if (FromCode(code) is { } byCode)
            return byCode;
        if (FromReason(reason) is { } byReason)
            return byReason;
        log.Problem(path + ".vat_exemption_reason",
            "cota 0 are nevoie de un motiv: vat_category (AE taxare inversă, E scutit, K intracomunitar, G export, O în afara TVA) sau vat_exemption_reason",
            "a rate of 0 needs a reason: vat_category (AE reverse charge, E exempt, K intra-Community, G export, O out of scope) or vat_exemption_reason");
        return VatTreatment.OutOfScope;
    }

    private VatTreatment Given(string category, decimal? rate, string path)
    {
        if (!VatCategories.TryParse(category.Trim().ToUpperInvariant(), out var parsed))
        {
            log.Problem(path + ".vat_category", $"„{category}” nu este S, Z, E, AE, K, G sau O", $"'{category}' is not S, Z, E, AE, K, G or O");
            return VatTreatment.OutOfScope;
        }

        if (parsed == VatCategory.O || parsed.RateIsZero())
        {
            if (rate is not (null or 0m))
                log.Problem(path + ".vat_rate", $"categoria {parsed} are cota 0", $"category {parsed} has rate 0");
            return new VatTreatment(parsed, parsed == VatCategory.O ? null : 0m);
        }

        if (rate is not > 0m)
            log.Problem(path + ".vat_rate", $"categoria {parsed} are o cotă mai mare decât 0", $"category {parsed} has a rate above 0");
        return new VatTreatment(parsed, rate ?? 0m);
    }

    private VatTreatment Rated(decimal rate, string path)
    {
        if (!sellerPaysVat)
            log.Problem(path + ".vat_rate", "vânzătorul nu este plătitor de TVA: cota este 0", "the seller is not a VAT payer: the rate is 0");
        if (rate < 1m)
            log.Problem(path + ".vat_rate", $"cota se scrie în procente: {rate * 100m:0.##}, nu {rate}", $"the rate is written in per cent: {rate * 100m:0.##}, not {rate}");
        return VatTreatment.Rated(rate);
    }

    private static VatTreatment? FromCode(string? code) => code?.Trim().ToUpperInvariant() switch
    {
        null => null,
        "VATEX-EU-AE" => VatTreatment.ReverseCharge,
        "VATEX-EU-IC" => new VatTreatment(VatCategory.K, 0m),
        "VATEX-EU-G" => new VatTreatment(VatCategory.G, 0m),
        "VATEX-EU-O" => VatTreatment.OutOfScope,
        _ => new VatTreatment(VatCategory.E, 0m),
    };

    private static VatTreatment? FromReason(string? reason)
    {
        if (reason is null)
            return null;
        var plain = PlainText.Of(reason);
        bool Says(string words) => plain.Contains(words, StringComparison.Ordinal);
        if (Says("taxare inversa") || Says("reverse charge"))
            return VatTreatment.ReverseCharge;
        if (Says("intracomunitar") || Says("intra community"))
            return new VatTreatment(VatCategory.K, 0m);
        if (Says("export"))
            return new VatTreatment(VatCategory.G, 0m);
        return new VatTreatment(VatCategory.E, 0m);
    }

    private void Remember(SimpleLine line, VatTreatment vat, string path)
    {
        if (!vat.Category.NeedsReason() || (line.VatExemptionCode ?? line.VatExemptionReason) is null)
        {
            if (vat.Category == VatCategory.E)
                log.Problem(path + ".vat_exemption_reason", "o scutire are un motiv, de exemplu „art. 292 alin. (1) lit. a)”", "an exemption has a reason, for example 'art. 292 (1) a)'");
            return;
        }

        _reasons.Add(new VatSubtotal
        {
            Vat = vat,
            ExemptionReasonCode = line.VatExemptionCode?.Trim().ToUpperInvariant() ?? vat.Category.DefaultReasonCode(),
            ExemptionReason = line.VatExemptionReason,
        });
    }

    // A correction keeps the rate of the supply it corrects; whatever was legal then is legal on it.
    private void CheckRate(decimal rate, string path, bool isCorrection)
    {
        var taxPoint = invoice.TaxPointDate ?? invoice.DeliveryDate ?? invoice.PeriodEnd ?? invoice.IssueDate;
        if (taxPoint is not { } day || rate < 1m || VatRates.IsLegal(rate, day))
            return;
        isCorrection |= kind == DocumentKind.CreditNote || kind == DocumentKind.Corrected || invoice.PrecedingInvoices.Count > 0;
        if (isCorrection && VatRates.All.Any(known => known.Percent == rate && known.From <= day))
            return;
        var reason = VatRates.Check(rate, day).Reason;
        log.Problem(path + ".vat_rate",
            $"cota {rate:0.##} % nu este legală la {day:yyyy-MM-dd}; pentru o livrare mai veche dați tax_point_date. ({reason})",
            $"{reason} For an earlier supply give tax_point_date.");
    }
}
