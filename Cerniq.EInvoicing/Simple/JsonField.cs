namespace Cerniq.EInvoicing.Simple;

/// <summary>Names the JSON field behind a place in the model, so that a limit is reported where the sender can change it.</summary>
internal static class JsonField
{
    private static readonly (string Model, string Json)[] Renamed =
    [
        ("Number", "invoice_number"),
        ("PaymentMeans[0].RemittanceInformation", "payment_reference"),
        ("PaymentMeans[0].CreditTransfer.AccountName", "seller.name"),
        ("PaymentMeans[0].CreditTransfer.Account", "seller.iban"),
        ("PaymentMeans[0].Code", "payment_means_code"),
        ("PrepaidAmount", "prepaid"),
        ("RoundingAmount", "rounding"),
        ("References.PurchaseOrder", "order_reference"),
        ("References.Contract", "contract_reference"),
        ("References.Project", "project_reference"),
        ("References.BuyerReference", "buyer_reference"),
        ("References.PrecedingInvoices", "preceding_invoices"),
    ];

    /// <summary>The field as written in JSON; the model's own path where there is none.</summary>
    public static string Of(string path)
    {
        foreach (var (model, json) in Renamed)
        {
            if (path == model || path.StartsWith(model + "[", StringComparison.Ordinal))
                return json + SnakeCase(path[model.Length..]);
        }

        return SnakeCase(path.Replace(".Item.", ".", StringComparison.Ordinal).Replace("Notes[", "notes[", StringComparison.Ordinal).Replace("].Text", "]", StringComparison.Ordinal)
            .Replace(".Contact.Name", ".contact_name", StringComparison.Ordinal).Replace(".Contact.", ".", StringComparison.Ordinal).Replace("Price.Net", "unit_price", StringComparison.Ordinal)
            .Replace("SellerId", "sku", StringComparison.Ordinal));
    }

    /// <summary><c>unitPrice</c> as <c>unit_price</c>; each part of a path by itself.</summary>
    public static string SnakeCase(string path) =>
        string.Concat(path.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 && char.IsAsciiLetterOrDigit(path[i - 1]) ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
