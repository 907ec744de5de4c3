namespace Cerniq.EInvoicing.Model;

/// <summary>Where and when goods or services were delivered (BG-13).</summary>
public sealed record Delivery
{
    /// <summary>BT-70: who received them, at most 200 characters.</summary>
    public string? PartyName { get; init; }

    /// <summary>BT-71.</summary>
    public Identifier? LocationId { get; init; }

    /// <summary>BT-72: the actual day.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>BG-15.</summary>
    public PostalAddress? Address { get; init; }
}

/// <summary>A period, both days included (BG-14, BG-26). At least one end is given.</summary>
/// <param name="Start">BT-73, BT-134.</param>
/// <param name="End">BT-74, BT-135.</param>
public sealed record Period(DateOnly? Start, DateOnly? End);
