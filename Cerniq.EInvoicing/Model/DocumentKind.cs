namespace Cerniq.EInvoicing.Model;

/// <summary>
/// What a document is (BT-3): the type code and the UBL root that carries it, always together, because CIUS-RO accepts 381
/// only in <c>CreditNote</c> and the other codes only in <c>Invoice</c> (BR-RO-020).
/// </summary>
public sealed record DocumentKind
{
    private DocumentKind(string code, bool isCreditNote, bool isRomanian, string nameRo, string nameEn) =>
        (Code, IsCreditNote, IsRomanian, NameRo, NameEn) = (code, isCreditNote, isRomanian, nameRo, nameEn);

    /// <summary>380, an invoice. A storno may also be one, with negative quantities.</summary>
    public static DocumentKind Invoice { get; } = new("380", false, true, "Factură", "Invoice");

    /// <summary>384, a corrected invoice.</summary>
    public static DocumentKind Corrected { get; } = new("384", false, true, "Factură corectată", "Corrected invoice");

    /// <summary>389, issued by the buyer in the seller's name (autofactură).</summary>
    public static DocumentKind SelfBilled { get; } = new("389", false, true, "Autofactură", "Self-billed invoice");

    /// <summary>751, information for accounting purposes.</summary>
    public static DocumentKind Accounting { get; } = new("751", false, true, "Factură - informații în scopuri contabile", "Invoice information for accounting purposes");

    /// <summary>381, a credit note: positive lines that reduce an earlier invoice.</summary>
    public static DocumentKind CreditNote { get; } = new("381", true, true, "Notă de creditare", "Credit note");

    /// <summary>
    /// 386, an invoice of an advance. EN 16931 knows it, CIUS-RO does not: in Romania an advance is a 380 that says so in its lines.
    /// </summary>
    public static DocumentKind Prepayment { get; } = new("386", false, false, "Factură de avans", "Prepayment invoice");

    /// <summary>The kinds CIUS-RO accepts.</summary>
    public static IReadOnlyList<DocumentKind> Romanian { get; } = [Invoice, Corrected, SelfBilled, Accounting, CreditNote];

    /// <summary>The UNTDID 1001 code.</summary>
    public string Code { get; }

    /// <summary>True for the UBL root <c>CreditNote</c>.</summary>
    public bool IsCreditNote { get; }

    /// <summary>True when CIUS-RO accepts this code in this root.</summary>
    public bool IsRomanian { get; }

    /// <summary>Romanian title.</summary>
    public string NameRo { get; }

    /// <summary>English title.</summary>
    public string NameEn { get; }

    /// <summary>The kind of a document that was read; a code CIUS-RO does not accept is kept, and refused when written.</summary>
    public static DocumentKind Of(string code, bool isCreditNote) =>
        Romanian.Append(Prepayment).FirstOrDefault(kind => kind.Code == code && kind.IsCreditNote == isCreditNote)
        ?? new DocumentKind(code, isCreditNote, false, $"Document de tip {code}", $"Document of type {code}");

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {NameEn}";
}
