namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>The attribute names that UBL or a rule knows. Every other name is <see cref="Other"/>.</summary>
internal static class AttributeNames
{
    public const byte Other = 0;

    /// <summary>xsi:type, xsi:nil and the two schema locations have their own ids; they are in a namespace.</summary>
    public const byte XsiType = 1, XsiNil = 2, XsiLocation = 3;

    private const byte FirstPlain = 4;

    private static readonly string[] Plain =
    [
        "schemeID", "schemeName", "schemeAgencyID", "schemeAgencyName", "schemeVersionID", "schemeDataURI", "schemeURI",
        "listID", "listAgencyID", "listAgencyName", "listName", "listVersionID", "name", "languageID", "listURI", "listSchemeURI",
        "languageLocaleID", "currencyID", "currencyCodeListVersionID", "unitCode", "unitCodeListID", "unitCodeListAgencyID",
        "unitCodeListAgencyName", "unitCodeListVersionID", "format", "mimeCode", "encodingCode", "characterSetCode", "uri", "filename",
        "scheme", "unitCodeListIdentifier", "unitCodeListAgencyIdentifier",
    ];

    private static readonly byte[][] PlainBytes = [.. Plain.Select(n => System.Text.Encoding.UTF8.GetBytes(n))];

    /// <summary>Index into <see cref="PlainBytes"/> by length and third byte, which tell all of them but a few apart.</summary>
    private static readonly byte[]?[] ByShape = Shapes();

    public static readonly byte SchemeId = Id("schemeID"), Scheme = Id("scheme"), ListId = Id("listID"), Name = Id("name"),
        CurrencyId = Id("currencyID"), UnitCode = Id("unitCode"), MimeCode = Id("mimeCode"), Filename = Id("filename"),
        LanguageId = Id("languageID");

    public static byte Id(string name)
    {
        var index = Array.IndexOf(Plain, name);
        return index < 0 ? throw new ArgumentException($"Unknown attribute {name}.", nameof(name)) : (byte)(index + FirstPlain);
    }

    public static string NameOf(byte id) => Plain[id - FirstPlain];

    public static byte Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 3)
            return Other;
        foreach (var i in ByShape[Shape(name)] ?? [])
            if (name.SequenceEqual(PlainBytes[i]))
                return (byte)(i + FirstPlain);
        return Other;
    }

    private static int Shape(ReadOnlySpan<byte> name) => ((name.Length & 31) << 3) | (name[2] & 7);

    private static byte[]?[] Shapes()
    {
        var table = new byte[]?[256];
        for (byte i = 0; i < PlainBytes.Length; i++)
        {
            ref var slot = ref table[Shape(PlainBytes[i])];
            slot = slot is null ? [i] : [.. slot, i];
        }
        return table;
    }
}
