using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.Functions.Clients;

namespace Cerniq.Functions.EFactura;

/// <summary>The VAT category of a line out of its rate, the parties and the reason that the invoice states.</summary>
/// <param name="sellerChargesVat">False for a seller who is not a VAT payer: everything is then outside the scope (O).</param>
/// <param name="mentions">What is printed on the invoice; the reason for charging no VAT stands there.</param>
internal sealed class VatMapping(bool sellerChargesVat, ClientData client, string? mentions, MappingProblems problems)
{
    private const int MaxReason = 100;
    private static readonly string[] ReverseCharge = ["TAXARE INVERSA", "TAXAREA INVERSA", "REVERSE CHARGE"];
    private static readonly string[] Exempt = ["SCUTIT", "SCUTITE", "SCUTIRE", "NEIMPOZABIL", "ART 292", "ART 294", "ART 310", "EXEMPT"];

    private readonly string _reason = PlainWords.Of(mentions);

    public VatTreatment For(decimal rate, int line)
    {
        if (!sellerChargesVat)
        {
            if (rate != 0)
            {
                problems.Add("BR-O-05", $"lines[{line}].vatRate", $"The company is not a VAT payer, yet the line bears {rate:0.##} % VAT.", "Set the rate to 0, or is_vat_payer in the settings.");
            }

            return VatTreatment.OutOfScope;
        }

        return rate > 0 ? VatTreatment.Rated(rate) : WithoutVat(line);
    }

    /// <summary>Rows that carry the reasons; the calculator fills in their amounts.</summary>
    public ValueList<VatSubtotal> Reasons(IEnumerable<VatTreatment> treatments) => treatments
        .Where(vat => vat.Category == VatCategory.E)
        .Distinct()
        .Select(vat => new VatSubtotal { Vat = vat, ExemptionReason = Text() })
        .ToValueList();

    private VatTreatment WithoutVat(int line)
    {
        var country = Countries.Code(client.Country) ?? Countries.Romania;
        if (Says(ReverseCharge))
        {
            return VatTreatment.ReverseCharge;
        }

        if (country != Countries.Romania)
        {
            return Countries.IsInUnion(country)
                ? client.VatNumber is { Length: > 0 } ? new VatTreatment(VatCategory.K, 0) : Exemption(line)
                : new VatTreatment(VatCategory.G, 0);
        }

        return Exemption(line);
    }

    private VatTreatment Exemption(int line)
    {
        if (!Says(Exempt))
        {
            problems.Add(
                "BR-E-10",
                $"lines[{line}].vatRate",
                "The line bears no VAT and nothing says why.",
                "State the reason in the mentions, such as «Scutit cf. art. 292 Cod fiscal» or «Taxare inversă».");
        }

        return new VatTreatment(VatCategory.E, 0);
    }

    private bool Says(string[] words) => Array.Exists(words, word => _reason.Contains(word, StringComparison.Ordinal));

    private string Text() => mentions is null ? "" : mentions.Length <= MaxReason ? mentions : mentions[..MaxReason];
}
