using System.Globalization;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Turns element content into values and notes what cannot be turned.</summary>
internal sealed class ValueReader(List<UblReadProblem> problems)
{
    private const int MaxDecimalLength = 30;

    /// <summary>BT-5, known once the header is read.</summary>
    public string Currency { get; set; } = string.Empty;

    public void Missing(UblElement where, string what) => Add(UblReadFault.Missing, where, $"{what} is missing.");

    public void Bad(UblElement where, string message) => Add(UblReadFault.BadValue, where, message);

    public string RequiredText(UblElement parent, string local)
    {
        var text = parent.Text(local);
        if (text is null)
            Missing(parent, "cbc:" + local);
        return text ?? string.Empty;
    }

    public DateOnly? Date(UblElement parent, string local)
    {
        var element = parent.Basic(local);
        if (element?.TrimmedContent is not { } text)
            return null;
        // xs:date may carry a time zone; the day is what counts.
        if (text.Length >= 10 && IsTimeZone(text.AsSpan(10))
            && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Bad(element, $"'{text}' is not a date (YYYY-MM-DD).");
        return null;
    }

    public decimal? Decimal(UblElement parent, string local)
    {
        var element = parent.Basic(local);
        if (element?.TrimmedContent is not { } text)
            return null;
        if (text.Length <= MaxDecimalLength
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= Money.Limit)
            return value;
        Bad(element, $"'{text}' is not a number this library computes with.");
        return null;
    }

    public decimal RequiredDecimal(UblElement parent, string local)
    {
        if (parent.Basic(local)?.TrimmedContent is null)
            Missing(parent, "cbc:" + local);
        return Decimal(parent, local) ?? 0m;
    }

    /// <summary>An amount; one in another currency than the document's would be read as something it is not.</summary>
    public decimal? Amount(UblElement parent, string local)
    {
        CheckCurrency(parent.Basic(local));
        return Decimal(parent, local);
    }

    public decimal RequiredAmount(UblElement parent, string local)
    {
        CheckCurrency(parent.Basic(local));
        return RequiredDecimal(parent, local);
    }

    /// <summary>The first basic child of that name as an identifier with its scheme.</summary>
    public static Identifier? Identifier(UblElement? parent, string local = "ID")
    {
        var element = parent?.Basic(local);
        return element?.TrimmedContent is { } value ? new Identifier(value, element.Attribute("schemeID")) : null;
    }

    /// <summary>ClassifiedTaxCategory or TaxCategory.</summary>
    public VatTreatment? Treatment(UblElement? category)
    {
        if (category is null)
            return null;
        category.Child("TaxScheme")?.Text("ID");
        var code = category.Text("ID");
        if (!VatCategories.TryParse(code, out var parsed))
        {
            Bad(category, code is null ? "cbc:ID is missing." : $"'{code}' is not a VAT category of EN 16931.");
            return null;
        }

        return new VatTreatment(parsed, Decimal(category, "Percent"));
    }

    private void CheckCurrency(UblElement? amount)
    {
        if (amount?.Attribute("currencyID") is { } currency && currency != Currency)
            Bad(amount, $"The amount is in {currency}, the document in {Currency}.");
    }

    private void Add(UblReadFault fault, UblElement where, string message)
    {
        if (problems.Count < UblReader.MaxProblems)
            problems.Add(new UblReadProblem(fault, where.Path, where.Line, message));
    }

    private static bool IsTimeZone(ReadOnlySpan<char> text) =>
        text.Length == 0 || text is "Z" || (text.Length == 6 && text[0] is '+' or '-' && text[3] == ':');
}
