using Cerniq.EInvoicing.Validation.Rules.Romania;
using Cerniq.EInvoicing.Validation.Rules.Syntax;
using Cerniq.EInvoicing.Validation.Rules.Vat;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Every group of rules there is; a new file of rules is named here.</summary>
internal static class RuleIndex
{
    public static void AddAll(RuleBook book)
    {
        DocumentRules.AddTo(book);
        PartyRules.AddTo(book);
        ReferenceRules.AddTo(book);
        DeliveryRules.AddTo(book);
        PeriodRules.AddTo(book);
        PaymentRules.AddTo(book);
        AllowanceAndChargeRules.AddTo(book);
        LineRules.AddTo(book);
        ItemRules.AddTo(book);
        TotalRules.AddTo(book);
        VatBreakdownRules.AddTo(book);
        VatFamilyRules.AddTo(book);
        SplitPaymentRules.AddTo(book);
        CodeRules.AddTo(book);
        RepetitionRules.AddTo(book);
        DataTypeRules.AddTo(book);
        NotUsedRules.AddTo(book);
        if (book.IsRo)
            RomanianRules.AddTo(book);
        NeverBrokenRules.AddTo(book);
    }
}
