using Cerniq.EInvoicing.Model;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>How an invoice is to be paid (BG-16), in UNTDID 4461.</summary>
internal static class PaymentMapping
{
    private const string Cash = "10";
    private const string CreditTransfer = "30";
    private const string BankAccount = "42";
    private const string Card = "48";

    public static PaymentMeans Of(InvoiceRecord invoice, CompanyProfile seller, string number) =>
        invoice.PaymentMethod.ToUpperInvariant() switch
        {
            "CASH" or "NUMERAR" => new PaymentMeans { Code = Cash },
            "RAMBURS" => new PaymentMeans { Code = Cash, Name = "Ramburs" },
            "CARD" => new PaymentMeans { Code = Card },
            _ => Transfer(invoice, seller, number),
        };

    /// <summary>42 is a transfer between Romanian accounts; 30 asks for an account, so it is used only with one.</summary>
    private static PaymentMeans Transfer(InvoiceRecord invoice, CompanyProfile seller, string number) => new()
    {
        Code = seller.Iban is not null && invoice.Currency != "RON" ? CreditTransfer : BankAccount,
        RemittanceInformation = number,
        CreditTransfer = seller.Iban is { } iban
            ? new CreditTransfer(iban.Replace(" ", "", StringComparison.Ordinal), AccountName: seller.Name)
            : null,
    };
}
