using Cerniq.Sandbox.Companies;

namespace Cerniq.Sandbox.Anaf;

/// <summary>What ANAF finds wrong after it has taken a file in.</summary>
internal sealed class AnafValidation
{
    /// <summary>The errors, in ANAF's form; none when the document is right.</summary>
    public IReadOnlyList<string> Check(byte[] bytes, string standard, AnafContent content)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (standard == "RASP")
        {
            return [];
        }

        var errors = new List<string>();
        if (!FiscalCode.IsValid(content.SellerCif))
        {
            errors.Add(
                "E: AccountingSupplierParty (1) sectiune Party (1) sectiune PartyTaxScheme (1) sectiune CompanyID (1)  eroare regula: R_BT_32_cui: "
                + $"Cui vanzator incorect / validare CUI ({content.SellerCif}) ");
        }

        return errors;
    }
}
