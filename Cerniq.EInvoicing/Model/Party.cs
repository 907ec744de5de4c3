namespace Cerniq.EInvoicing.Model;

/// <summary>The seller (BG-4) or the buyer (BG-7).</summary>
public sealed record Party
{
    /// <summary>BT-27, BT-44: the registered name, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>BT-28, BT-45: the name it trades under, at most 200.</summary>
    public string? TradingName { get; init; }

    /// <summary>BT-29, BT-46 and, with scheme <c>SEPA</c>, BT-90.</summary>
    public ValueList<Identifier> Identifiers { get; init; }

    /// <summary>BT-30, BT-47: trade register number, CUI, or a person's CNP (thirteen zeros when not given).</summary>
    public Identifier? LegalRegistration { get; init; }

    /// <summary>BT-31, BT-32, BT-48.</summary>
    public ValueList<TaxRegistration> TaxRegistrations { get; init; }

    /// <summary>BT-33: legal form, share capital; seller only, at most 1000.</summary>
    public string? LegalForm { get; init; }

    /// <summary>BT-34, BT-49: electronic address with its EAS scheme.</summary>
    public Identifier? ElectronicAddress { get; init; }

    /// <summary>BG-5, BG-8.</summary>
    public PostalAddress Address { get; init; } = new();

    /// <summary>BG-6, BG-9.</summary>
    public Contact? Contact { get; init; }

    /// <summary>The VAT identifier (BT-31, BT-48), or null.</summary>
    public string? VatId
    {
        get
        {
            foreach (var registration in TaxRegistrations)
            {
                if (registration.IsVat)
                    return registration.CompanyId;
            }

            return null;
        }
    }
}

/// <summary>A contact person (BG-6, BG-9).</summary>
/// <param name="Name">BT-41, BT-56, at most 100 characters.</param>
/// <param name="Phone">BT-42, BT-57, at most 100.</param>
/// <param name="Email">BT-43, BT-58, at most 100.</param>
public sealed record Contact(string? Name = null, string? Phone = null, string? Email = null);

/// <summary>Who is paid, when it is not the seller (BG-10).</summary>
/// <param name="Name">BT-59, at most 200 characters.</param>
/// <param name="Identifier">BT-60.</param>
/// <param name="LegalRegistration">BT-61.</param>
public sealed record Payee(string Name, Identifier? Identifier = null, Identifier? LegalRegistration = null);

/// <summary>The seller's tax representative (BG-11).</summary>
/// <param name="Name">BT-62, at most 200 characters.</param>
/// <param name="VatId">BT-63.</param>
/// <param name="Address">BG-12.</param>
public sealed record TaxRepresentative(string Name, string VatId, PostalAddress Address);
