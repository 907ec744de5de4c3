namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>
/// How often one VAT category occurs, and where. "Vat" counts only those whose tax scheme is VAT,
/// "Exact" only those whose code is written without white space around it: the official tests differ in this.
/// </summary>
internal struct CategoryUse
{
    public int AnywhereVat;
    public int Breakdown, BreakdownVat, BreakdownExact, BreakdownExactVat;
    public int Line, LineVat;
    public int AllowanceOrCharge, AllowanceOrChargeVat;
    public int AllowanceVat, AllowanceExactVat, DocumentAllowanceVat;
    public int ChargeVat, ChargeExactVat, DocumentChargeVat;
}
