namespace Cerniq.EInvoicing.Model;

/// <summary>An address (BG-5, BG-8, BG-12, BG-15).</summary>
public sealed record PostalAddress
{
    /// <summary>BT-35, BT-50, BT-64, BT-75: street and number, at most 150 characters.</summary>
    public string? Street { get; init; }

    /// <summary>BT-36, BT-51, BT-65, BT-76: second line, at most 100.</summary>
    public string? AdditionalStreet { get; init; }

    /// <summary>BT-162 to BT-165: third line, at most 100.</summary>
    public string? Line3 { get; init; }

    /// <summary>BT-37, BT-52, BT-66, BT-77, at most 50. In Bucharest <c>SECTOR1</c> to <c>SECTOR6</c> (BR-RO-100).</summary>
    public string? City { get; init; }

    /// <summary>BT-38, BT-53, BT-67, BT-78, at most 20.</summary>
    public string? PostalCode { get; init; }

    /// <summary>BT-39, BT-54, BT-68, BT-79. In Romania an ISO 3166-2 code such as <c>RO-CJ</c> (BR-RO-110).</summary>
    public string? Subdivision { get; init; }

    /// <summary>BT-40, BT-55, BT-69, BT-80: ISO 3166-1 alpha-2.</summary>
    public string? CountryCode { get; init; }
}
