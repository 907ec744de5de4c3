using Cerniq.EInvoicing.Identity;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Validation;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>What is known of a document once it is built: its violations, and how ANAF takes it.</summary>
internal static class EFacturaBuilding
{
    private const int PersonDigits = 13;

    public static UploadChannel ChannelOf(Invoice invoice) => new(
        invoice.Kind.IsCreditNote,
        IsPerson(invoice.Buyer),
        invoice.Buyer.Address.CountryCode is { } country && country != Countries.Romania,
        invoice.Kind == DocumentKind.SelfBilled,
        invoice.Kind == DocumentKind.SelfBilled ? null : CifOf(invoice.Seller));

    private static string? CifOf(Party seller) =>
        new[] { seller.VatId, seller.LegalRegistration?.Value }
            .OfType<string>()
            .Where(Cui.IsValid)
            .Select(Cui.DigitsOf)
            .FirstOrDefault();

    /// <summary>What ANAF's rules say of a document, as our errors.</summary>
    public static (bool IsValid, IReadOnlyList<EFacturaError> Errors) Validate(ReadOnlyMemory<byte> xml) => Verdict(InvoiceValidator.Validate(xml));

    /// <summary>The same of a document that was validated already.</summary>
    public static (bool IsValid, IReadOnlyList<EFacturaError> Errors) Verdict(ValidationResult result) => result.StructureOk
        ? (result.Valid, [.. result.Violations.Select(Error)])
        : (false, [new EFacturaError("UBL-2.1", "fatal", "/", result.Problem ?? "The document is not UBL.", "Write the document as the UBL 2.1 schema has it.")]);

    private static EFacturaError Error(Violation violation) => new(
        violation.RuleId, violation.Severity.ToString().ToLowerInvariant(), violation.Location, Words(violation), violation.FixEn);

    /// <summary>What is wrong; for a sum also what it should be and what stands there.</summary>
    private static string Words(Violation violation) => violation switch
    {
        { Expected: { } expected, Found: { } found } => $"{violation.MessageEn} Expected {expected}, found {found}.",
        { Expected: { } expected } => $"{violation.MessageEn} Expected {expected}.",
        _ => violation.MessageEn,
    };

    /// <summary>A person stands in BT-47 with a personal number or thirteen zeros, and has no tax registration.</summary>
    private static bool IsPerson(Party buyer) =>
        buyer.TaxRegistrations.Count == 0
        && buyer.LegalRegistration is { } registration
        && registration.Value.Length == PersonDigits
        && registration.Value.All(char.IsAsciiDigit);
}
