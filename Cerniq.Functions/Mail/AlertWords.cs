namespace Cerniq.Functions.Mail;

/// <summary>Our own names of states and kinds, as people say them.</summary>
internal static class AlertWords
{
    private static readonly Dictionary<string, (string English, string Romanian)> Said = new(StringComparer.Ordinal)
    {
        ["Info"] = ("for your information", "informare"),
        ["Warning"] = ("warning", "avertizare"),
        ["Critical"] = ("critical", "critică"),
        ["draft"] = ("draft", "ciornă"),
        ["queued"] = ("waiting to be sent", "în așteptarea transmiterii"),
        ["submitted"] = ("sent, not answered yet", "transmisă, fără răspuns încă"),
        ["processing"] = ("in processing at ANAF", "în prelucrare la ANAF"),
        ["accepted"] = ("accepted", "acceptată"),
        ["rejected"] = ("rejected", "respinsă"),
        ["error"] = ("failed", "eșuată"),
        ["CLIENT_FIX"] = ("a client's data must be mended", "datele unui client trebuie corectate"),
        ["EFACTURA_REJECTED"] = ("a rejected e-Factura", "o e-Factură respinsă"),
        ["INVOICE_CANCELLATION"] = ("the cancellation of an invoice", "anularea unei facturi"),
        ["REFUND"] = ("a refund", "o rambursare"),
        ["PAYMENT_INVESTIGATION"] = ("a payment that fits no invoice for certain", "o plată care nu se potrivește sigur cu nicio factură"),
    };

    /// <summary>Facts that are such names.</summary>
    public static IReadOnlyList<string> Facts { get; } = ["status", "approval_kind"];

    /// <summary>The name in a language of <see cref="MailTemplates.Languages"/>; one that is not known stays as it is.</summary>
    public static string In(string language, string name) =>
        Said.TryGetValue(name, out var said) ? language == "ro" ? said.Romanian : said.English : name;
}
