namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>What Romania asks beyond EN 16931 (CIUS-RO 1.0.1, in ANAF's edition).</summary>
internal static class RomanianRules
{
    public static void AddTo(RuleBook book)
    {
        RomanianDocumentRules.AddTo(book);
        RomanianTaxNumberRules.AddTo(book);
        RomanianAddressRules.AddTo(book);
        RomanianDateRules.AddTo(book);
        RomanianLengthRules.AddTo(book);
        RomanianDecimalRules.AddTo(book);
    }
}
