using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>One pass over the VAT categories of a document, so that no rule has to search for them again.</summary>
internal sealed class VatFacts
{
    private readonly CategoryUse[] _use = new CategoryUse[VatCategory.Count];
    private readonly VatSums[] _sums = new VatSums[VatCategory.Count];
    private readonly RateSums _rates = new();
    private readonly List<int> _categories = [];
    private readonly RateSet _percents = new();

    /// <summary>VAT categories other than "outside the scope", by place.</summary>
    public int OtherThanO, OtherThanOInLines, OtherThanOInAllowances, OtherThanOInCharges;

    /// <summary>Whether split payment (B) and the standard rate (S) occur, codes taken exactly as written.</summary>
    public bool HasB, HasS, HasBInPlace, HasSInPlace;

    public ref readonly CategoryUse Use(int category) => ref _use[category];

    public ref readonly VatSums SumsOf(int category) => ref _sums[category];

    public VatSums SumsOf(int category, Num rate) => _rates.Of(category, rate);

    public void Read(XmlTree tree)
    {
        Array.Clear(_use);
        Array.Clear(_sums);
        _rates.Clear();
        (OtherThanO, OtherThanOInLines, OtherThanOInAllowances, OtherThanOInCharges) = (0, 0, 0, 0);
        (HasB, HasS, HasBInPlace, HasSInPlace) = (false, false, false, false);
        foreach (var category in tree.All(Ubl.ClassifiedTaxCategory))
            CountLine(category);
        foreach (var category in tree.All(Ubl.TaxCategory))
            CountOther(category);
        foreach (var line in tree.All(Ubl.InvoiceLine))
            AddLine(line, invoice: true);
        foreach (var line in tree.All(Ubl.CreditNoteLine))
            AddLine(line, invoice: false);
        foreach (var item in tree.All(Ubl.AllowanceCharge))
            AddAllowanceOrCharge(item);
    }

    private void CountLine(Element element)
    {
        var (category, vat) = (VatCategory.Of(element), VatCategory.IsVat(element));
        NoteExact(element.Child(Ubl.Id).Text, inPlace: true);
        if (vat && category != VatCategory.OutsideScope)
            OtherThanOInLines++;
        if (category < 0)
            return;
        ref var use = ref _use[category];
        use.Line++;
        if (!vat)
            return;
        use.LineVat++;
        use.AnywhereVat++;
    }

    private void CountOther(Element element)
    {
        var (category, vat) = (VatCategory.Of(element), VatCategory.IsVat(element));
        var parent = element.Parent;
        var inBreakdown = IsBreakdown(parent);
        var raw = element.Child(Ubl.Id).Text;
        NoteExact(raw, inPlace: inBreakdown || (parent.Name == Ubl.AllowanceCharge && parent.Parent.Index == 1));
        var exact = raw.Length == XmlText.Trim(raw).Length;
        if (category >= 0 && vat)
            _use[category].AnywhereVat++;
        if (inBreakdown)
            CountBreakdown(category, vat, exact);
        else if (parent.Name == Ubl.AllowanceCharge)
            CountAllowanceOrCharge(parent, category, vat, exact);
    }

    private void CountBreakdown(int category, bool vat, bool exact)
    {
        if (vat && category != VatCategory.OutsideScope)
            OtherThanO++;
        if (category < 0)
            return;
        ref var use = ref _use[category];
        use.Breakdown++;
        use.BreakdownVat += vat ? 1 : 0;
        use.BreakdownExact += exact ? 1 : 0;
        use.BreakdownExactVat += exact && vat ? 1 : 0;
    }

    private void CountAllowanceOrCharge(Element item, int category, bool vat, bool exact)
    {
        var charge = XmlText.Boolean(item.Child(Ubl.ChargeIndicator).Text);
        if (vat && category != VatCategory.OutsideScope)
        {
            OtherThanOInAllowances += charge is false ? 1 : 0;
            OtherThanOInCharges += charge is true ? 1 : 0;
        }
        if (category < 0)
            return;
        ref var use = ref _use[category];
        use.AllowanceOrCharge++;
        if (!vat)
            return;
        use.AllowanceOrChargeVat++;
        var ofDocument = item.Parent.Index == 1 ? 1 : 0;
        if (charge is false)
        {
            use.AllowanceVat++;
            use.AllowanceExactVat += exact ? 1 : 0;
            use.DocumentAllowanceVat += ofDocument;
        }
        else if (charge is true)
        {
            use.ChargeVat++;
            use.ChargeExactVat += exact ? 1 : 0;
            use.DocumentChargeVat += ofDocument;
        }
    }

    private void NoteExact(ReadOnlySpan<byte> code, bool inPlace)
    {
        if (code.Length != 1)
            return;
        HasB |= code[0] == 'B';
        HasS |= code[0] == 'S';
        HasBInPlace |= inPlace && code[0] == 'B';
        HasSInPlace |= inPlace && code[0] == 'S';
    }

    /// <summary>True for a subtotal of a VAT total of the document itself.</summary>
    private static bool IsBreakdown(Element subtotal) =>
        subtotal.Name == Ubl.TaxSubtotal && subtotal.Parent.Name == Ubl.TaxTotal && subtotal.Parent.Parent.Index == 1;

    private void AddLine(Element line, bool invoice)
    {
        Gather(line.Child(Ubl.Item), Ubl.ClassifiedTaxCategory);
        var amount = line.Parent.Index == 1 ? Num.Parse(line.Child(Ubl.LineExtensionAmount).Text) ?? Num.Zero : Num.Zero;
        foreach (var category in _categories)
        {
            Add(ref _sums[category]);
            for (var i = 0; i < _percents.Count; i++)
                Add(ref _rates.At(category, _percents[i]));
        }

        void Add(ref VatSums sums)
        {
            if (invoice)
                (sums.InvoiceLines, sums.HasInvoiceLine) = (sums.InvoiceLines + amount, true);
            else
                (sums.CreditNoteLines, sums.HasCreditNoteLine) = (sums.CreditNoteLines + amount, true);
        }
    }

    private void AddAllowanceOrCharge(Element item)
    {
        Gather(item, Ubl.TaxCategory);
        if (_categories.Count == 0)
            return;
        var charge = item.Parent.Index == 1 ? XmlText.Boolean(item.Child(Ubl.ChargeIndicator).Text) : null;
        var amount = charge is null ? Num.Zero : Num.Parse(item.Child(Ubl.Amount).Text) ?? Num.Zero;
        foreach (var category in _categories)
        {
            Add(ref _sums[category]);
            for (var i = 0; i < _percents.Count; i++)
                Add(ref _rates.At(category, _percents[i]));
        }

        void Add(ref VatSums sums)
        {
            sums.HasAllowanceOrCharge = true;
            if (charge is true)
                sums.Charges += amount;
            else if (charge is false)
                sums.Allowances += amount;
        }
    }

    /// <summary>The distinct categories and rates of a line or an allowance; each pair of them counts, as in the official tests.</summary>
    private void Gather(Element holder, ushort name)
    {
        _categories.Clear();
        _percents.Clear();
        foreach (var element in holder.Children(name))
        {
            var category = VatCategory.Of(element);
            if (category >= 0 && !_categories.Contains(category))
                _categories.Add(category);
            if (Num.Parse(element.Child(Ubl.Percent).Text) is { } rate)
                _percents.Add(rate);
        }
    }
}
