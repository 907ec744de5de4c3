using Cerniq.Functions.Api;

namespace Cerniq.Functions.Clients;

/// <summary>Bounds of a client's fields at the door: what is missing is judged by the validation, what is absurdly long is not taken
/// in, and a field that is null where text belongs is named.</summary>
internal static class ClientFields
{
    private const int MaxText = 200;
    private const int MaxAddress = 500;

    /// <param name="at">Where the client stands in the body.</param>
    public static void Check(ClientData client, string at, FieldFaults faults)
    {
        Bound(faults, client.Cui, $"{at}.cui", 50, mayBeNull: false);
        Bound(faults, client.CompanyName, $"{at}.companyName", MaxText, mayBeNull: false);
        Bound(faults, client.Address, $"{at}.address", MaxAddress, mayBeNull: false);
        Bound(faults, client.City, $"{at}.city", 100, mayBeNull: false);
        Bound(faults, client.County, $"{at}.county", 50, mayBeNull: false);
        Bound(faults, client.Country, $"{at}.country", 100, mayBeNull: false);
        Bound(faults, client.PostalCode, $"{at}.postalCode", 20);
        Bound(faults, client.Email, $"{at}.email", 254);
        Bound(faults, client.Phone, $"{at}.phone", 50);
        Bound(faults, client.VatNumber, $"{at}.vatNumber", 50);
        Bound(faults, client.RegistrationNumber, $"{at}.registrationNumber", 50);
        Bound(faults, client.BankName, $"{at}.bankName", MaxText);
        Bound(faults, client.BankAccount, $"{at}.bankAccount", 50);
    }

    private static void Bound(FieldFaults faults, string? value, string field, int limit, bool mayBeNull = true)
    {
        faults.When(value is null && !mayBeNull, field, "must be text");
        faults.When(value?.Length > limit, field, $"at most {limit} characters");
    }
}
