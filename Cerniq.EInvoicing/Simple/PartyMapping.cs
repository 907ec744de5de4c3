using Cerniq.EInvoicing.Identity;
using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Seller and buyer, with their codes where CIUS-RO and ANAF look for them.</summary>
internal sealed class PartyMapping(SimpleOptions options, FieldLog log)
{
    private readonly AddressMapping _addresses = new(options, log);

    /// <summary>A seller who charges VAT is a payer, whatever the prefix; without VAT the prefix decides.</summary>
    public static bool SellerPaysVat(SimpleInvoice invoice) =>
        invoice.Seller.VatPayer
        ?? (HasCountryPrefix(invoice.Seller.VatId) || invoice.Lines.Any(line => line.VatRate > 0m));

    public Party Seller(SimpleParty seller, bool paysVat)
    {
        if (seller.VatId is null)
            log.Problem("seller.vat_id", "lipsește codul fiscal al vânzătorului", "the seller's tax code is missing");
        var cui = Romanian(seller.VatId, "seller.vat_id");
        var code = cui?.Digits ?? seller.VatId?.Trim().ToUpperInvariant() ?? string.Empty;
        return Common(seller, "seller", cui) with
        {
            LegalForm = seller.LegalForm,
            LegalRegistration = new Identifier(seller.RegistrationNumber ?? code),
            TaxRegistrations = [paysVat ? TaxRegistration.Vat(cui?.VatId ?? code) : TaxRegistration.NonVat(code)],
        };
    }

    /// <summary>The buyer: a company, VAT payer or not, or a person.</summary>
    /// <param name="buyer">As given.</param>
    /// <param name="outOfScope">True when the document has no VAT at all: then no VAT identifier may show (BR-O-02 to BR-O-04).</param>
    public Party Buyer(SimpleParty buyer, bool outOfScope)
    {
        if (IsPerson(buyer))
            return Common(buyer, "buyer", null) with { LegalRegistration = new Identifier(PersonCode(buyer)) };
        if (buyer.VatId is null)
        {
            log.Problem("buyer.vat_id",
                "lipsește codul fiscal al cumpărătorului; pentru o persoană fizică scrieți \"person\": true",
                "the buyer's tax code is missing; for a consumer write \"person\": true");
        }

        var cui = Romanian(buyer.VatId, "buyer.vat_id");
        var code = cui?.Digits ?? buyer.VatId?.Trim().ToUpperInvariant() ?? string.Empty;
        var showsVat = !outOfScope && (buyer.VatPayer ?? HasCountryPrefix(buyer.VatId));
        return Common(buyer, "buyer", cui) with
        {
            LegalRegistration = new Identifier(showsVat ? buyer.RegistrationNumber ?? code : code),
            TaxRegistrations = showsVat ? [TaxRegistration.Vat(cui?.VatId ?? code)] : [],
        };
    }

    public PostalAddress DeliveryAddress(SimpleAddress address) => _addresses.Map(address, "delivery_address", "RO", null);

    private Party Common(SimpleParty party, string path, Cui? cui)
    {
        if (party.Name is null)
            log.Problem(path + ".name", "lipsește denumirea", "the name is missing");
        var contact = new Contact(party.ContactName, party.Phone, party.Email);
        return new Party
        {
            Name = party.Name ?? string.Empty,
            Address = _addresses.Map(party.Address, path + ".address", VatCountry(party.VatId), cui?.Digits),
            Contact = contact == new Contact() ? null : contact,
        };
    }

    private static bool IsPerson(SimpleParty buyer) => buyer.Person || buyer.Cnp is not null || buyer.VatId is { Length: 13 } code && code.All(char.IsAsciiDigit);

    private string PersonCode(SimpleParty buyer)
    {
        var code = buyer.Cnp ?? buyer.VatId ?? Cnp.Placeholder;
        if (code != Cnp.Placeholder && !Cnp.IsValid(code))
        {
            log.Problem(buyer.Cnp is null ? "buyer.vat_id" : "buyer.cnp",
                "CNP greșit; dacă persoana nu l-a dat, lăsați câmpul gol", "not a valid CNP; leave it out when the person gave none");
        }

        return code;
    }

    // Null for a foreign identifier, which is taken as given.
    private Cui? Romanian(string? vatId, string field)
    {
        if (vatId is null || VatCountry(vatId) != "RO")
            return null;
        var fault = Cui.Diagnose(vatId);
        if (Cui.TryParse(vatId, out var cui))
            return cui;
        var (ro, en) = fault switch
        {
            CuiFault.CheckDigit => ("cifra de control este greșită: verificați codul; ANAF îl respinge (R_BT_32_cui)", "the check digit is wrong: check the code; ANAF refuses it (R_BT_32_cui)"),
            CuiFault.Length => ("un CUI are 2 până la 10 cifre", "a CUI has 2 to 10 digits"),
            _ => ("un CUI are numai cifre, cu sau fără RO", "a CUI is digits only, with or without RO"),
        };
        log.Problem(field, $"„{vatId}”: {ro}", $"'{vatId}': {en}");
        return null;
    }

    private static bool HasCountryPrefix(string? vatId) => vatId is { Length: > 2 } && char.IsAsciiLetter(vatId[0]) && char.IsAsciiLetter(vatId[1]);

    private static string VatCountry(string? vatId)
    {
        if (!HasCountryPrefix(vatId))
            return "RO";
        var prefix = vatId![..2].ToUpperInvariant();
        return prefix == "EL" ? "GR" : prefix;
    }
}
