using System.Text.Json;

namespace Cerniq.Cli.Demo;

/// <summary>Says in words what a state means.</summary>
internal static class DemoWords
{
    /// <summary>What is being done while a deal is in this state.</summary>
    public static string Doing(string state) => state switch
    {
        "CLOSING" => "checking the client with ANAF and issuing the proforma…",
        "PROFORMA_SENT" => "waiting for the client's answer…",
        "PROFORMA_ACCEPTED" => "issuing the invoice…",
        "INVOICED" => "building the e-invoice…",
        "EINVOICE_PENDING" => "filed with ANAF, waiting for its verdict…",
        "EINVOICE_ACCEPTED" => "waiting for the money…",
        _ => state,
    };

    /// <summary>What has been reached with this state.</summary>
    public static string Reached(string state, JsonElement view) => state switch
    {
        "CLOSING" => "the sale is closing",
        "NEEDS_CLIENT_FIX" => "the client's data must be mended",
        "PROFORMA_SENT" => $"proforma {Number(view, "proforma")} for {Total(view, "proforma")}",
        "PROFORMA_ACCEPTED" => "the client said yes",
        "INVOICED" => $"fiscal invoice {Number(view, "invoice")} for {Total(view, "invoice")}",
        "EINVOICE_PENDING" => "e-Factura on its way to ANAF",
        "EINVOICE_ACCEPTED" => $"ANAF accepted it, index {view.GetProperty("efactura").GetProperty("indexIncarcare").GetString()}",
        "EINVOICE_REJECTED" => "ANAF rejected it",
        "PAID" => "the money is in, the file is closed",
        _ => "",
    };

    private static string Number(JsonElement view, string document) =>
        view.TryGetProperty(document, out var found)
            ? $"{found.GetProperty("seriesName").GetString()}-{found.GetProperty("numberText").GetString()}"
            : "";

    private static string Total(JsonElement view, string document) =>
        view.TryGetProperty(document, out var found)
            ? $"{found.GetProperty("grandTotal").GetDecimal():N2} {found.GetProperty("currency").GetString()}"
            : "";
}
