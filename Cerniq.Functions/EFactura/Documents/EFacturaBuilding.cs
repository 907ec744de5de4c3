using Cerniq.EInvoicing.Model;

namespace Cerniq.Functions.EFactura;

/// <summary>What ANAF must be told about a document beside the document itself.</summary>
internal static class EFacturaBuilding
{
    private const int PersonDigits = 13;

    public static UploadChannel ChannelOf(Invoice invoice) => new(
        invoice.Kind.IsCreditNote,
        IsPerson(invoice.Buyer),
        invoice.Buyer.Address.CountryCode is { } country && country != Countries.Romania,
        invoice.Kind == DocumentKind.SelfBilled);

    /// <summary>A person stands in BT-47 with a personal number or thirteen zeros, and has no tax registration.</summary>
    private static bool IsPerson(Party buyer) =>
        buyer.TaxRegistrations.Count == 0
        && buyer.LegalRegistration is { } registration
        && registration.Value.Length == PersonDigits
        && registration.Value.All(char.IsAsciiDigit);
}
