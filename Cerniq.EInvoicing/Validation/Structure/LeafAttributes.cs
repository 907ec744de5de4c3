using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>The attributes each kind of leaf may and must have.</summary>
internal static class LeafAttributes
{
    private static readonly ulong[] AllowedOf = new ulong[(int)LeafKind.Binary + 1];
    private static readonly byte[] RequiredOf = new byte[AllowedOf.Length];

    static LeafAttributes()
    {
        Allow(LeafKind.Text, "languageID languageLocaleID");
        Allow(LeafKind.Code, "listID listAgencyID listAgencyName listName listVersionID name languageID listURI listSchemeURI");
        Allow(LeafKind.Identifier, "schemeID schemeName schemeAgencyID schemeAgencyName schemeVersionID schemeDataURI schemeURI");
        Allow(LeafKind.Amount, "currencyID currencyCodeListVersionID", required: "currencyID");
        Allow(LeafKind.Quantity, "unitCode unitCodeListID unitCodeListAgencyID unitCodeListAgencyName");
        Allow(LeafKind.Measure, "unitCode unitCodeListVersionID", required: "unitCode");
        Allow(LeafKind.Numeric, "format");
        Allow(LeafKind.Binary, "mimeCode format encodingCode characterSetCode uri filename", required: "mimeCode");
    }

    public static bool Allows(LeafKind kind, byte attribute) => (AllowedOf[(int)kind] & (1UL << attribute)) != 0;

    /// <summary>The attribute a kind must have, or <see cref="AttributeNames.Other"/>.</summary>
    public static byte Required(LeafKind kind) => RequiredOf[(int)kind];

    private static void Allow(LeafKind kind, string names, string? required = null)
    {
        foreach (var name in names.Split(' '))
            AllowedOf[(int)kind] |= 1UL << AttributeNames.Id(name);
        if (required is not null)
            RequiredOf[(int)kind] = AttributeNames.Id(required);
    }
}
