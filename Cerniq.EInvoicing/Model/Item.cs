namespace Cerniq.EInvoicing.Model;

/// <summary>What is sold (BG-31).</summary>
public sealed record Item
{
    /// <summary>BT-153, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>BT-154, at most 200.</summary>
    public string? Description { get; init; }

    /// <summary>BT-155.</summary>
    public string? SellerId { get; init; }

    /// <summary>BT-156.</summary>
    public string? BuyerId { get; init; }

    /// <summary>BT-157, with scheme 0160 for GTIN.</summary>
    public Identifier? StandardId { get; init; }

    /// <summary>BT-158: CPV (list STI), NC8 (list HS or TSP)…</summary>
    public ValueList<Classification> Classifications { get; init; }

    /// <summary>BT-159: ISO 3166-1 alpha-2.</summary>
    public string? OriginCountry { get; init; }

    /// <summary>BG-32, at most 50.</summary>
    public ValueList<ItemAttribute> Attributes { get; init; }
}

/// <summary>A classification code (BT-158).</summary>
/// <param name="Code">The code.</param>
/// <param name="ListId">UNTDID 7143: which list.</param>
/// <param name="ListVersion">Version of the list.</param>
public sealed record Classification(string Code, string ListId, string? ListVersion = null);

/// <summary>A property of the item (BG-32).</summary>
/// <param name="Name">BT-160, at most 50 characters.</param>
/// <param name="Value">BT-161, at most 100.</param>
public sealed record ItemAttribute(string Name, string Value);
