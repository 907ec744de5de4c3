using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>The VAT categories that have rules of their own, numbered for tables.</summary>
internal static class VatCategory
{
    public const int Standard = 0, ZeroRated = 1, Exempt = 2, ReverseCharge = 3, IntraCommunity = 4, Export = 5, OutsideScope = 6,
        CanaryIslands = 7, CeutaMelilla = 8;

    public const int Count = 9;

    /// <summary>Codes in the order of the numbers.</summary>
    public static readonly string[] Codes = ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"];

    /// <summary>Number of the category that an element's cbc:ID names; -1 for any other text.</summary>
    public static int Of(Element category) => OfCode(XmlText.Trim(category.Child(Ubl.Id).Text));

    public static int OfCode(ReadOnlySpan<byte> code) => code switch
    {
        [(byte)'S'] => Standard,
        [(byte)'Z'] => ZeroRated,
        [(byte)'E'] => Exempt,
        [(byte)'A', (byte)'E'] => ReverseCharge,
        [(byte)'K'] => IntraCommunity,
        [(byte)'G'] => Export,
        [(byte)'O'] => OutsideScope,
        [(byte)'L'] => CanaryIslands,
        [(byte)'M'] => CeutaMelilla,
        _ => -1,
    };

    /// <summary>True when the element's tax scheme is VAT.</summary>
    public static bool IsVat(Element element)
    {
        var scheme = XmlText.Trim(element.Child(Ubl.TaxScheme, Ubl.Id).Text);
        return scheme.SequenceEqual("VAT"u8) || XmlText.IsUpper(scheme, "VAT"u8);
    }

    /// <summary>The category of an element whose tax scheme is VAT; -1 otherwise.</summary>
    public static int OfVat(Element element)
    {
        var category = Of(element);
        return category >= 0 && IsVat(element) ? category : -1;
    }
}
