namespace Cerniq.Functions.Clients;

/// <summary>The buyer as the sales app knows it (Oblio document, 2.3).</summary>
public sealed record ClientData
{
    /// <summary>2 to 10 digits, with or without RO.</summary>
    public string Cui { get; init; } = "";

    public string CompanyName { get; init; } = "";

    public string Address { get; init; } = "";

    public string City { get; init; } = "";

    public string County { get; init; } = "";

    public string Country { get; init; } = "Romania";

    public string? PostalCode { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public bool IsVatPayer { get; init; }

    public string? VatNumber { get; init; }

    /// <summary>Trade register number, such as <c>J40/1234/2020</c>.</summary>
    public string? RegistrationNumber { get; init; }

    public string? BankName { get; init; }

    /// <summary>IBAN.</summary>
    public string? BankAccount { get; init; }
}
