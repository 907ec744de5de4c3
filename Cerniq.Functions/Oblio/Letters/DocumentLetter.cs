using System.Globalization;
using System.Text.Json.Serialization;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Mail;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Letters;

/// <summary>A letter with a document that is to be sent to the client.</summary>
/// <param name="InvoiceId">Of the invoice or the storno; null for a proforma.</param>
/// <param name="Subject">As the request gave it; the usual one when null. <c>{number}</c>, <c>{total}</c>, <c>{currency}</c>,
/// <c>{until}</c> and <c>{company}</c> in it and in the body stand for the document's.</param>
/// <param name="Until">Until when the offer holds or the invoice is to be paid.</param>
internal sealed record DocumentLetter(
    LetterOf Of,
    string NegotiationId,
    string? InvoiceId,
    string Number,
    string To,
    string? Subject,
    string? Body,
    string Language,
    decimal Total,
    string Currency,
    DateOnly? Until,
    string PdfPath,
    DateTimeOffset DueAt,
    int Failures = 0)
{
    public static string Prefix => RowKey.Prefix("due");

    public string Row => RowKey.Of("due", RowKey.Ascending(DueAt), Id);

    /// <summary>One letter for each document.</summary>
    public string EffectKey => $"mail/{Id}";

    private string Id => $"{Of.ToString().ToLowerInvariant()}/{InvoiceId ?? NegotiationId}";

    /// <summary>Before this row are those due at or before an instant.</summary>
    public static string DueBy(DateTimeOffset at) => RowKey.Of("due", RowKey.Ascending(at)) + '~';

    public static DocumentLetter With(Negotiation deal, ProformaRecord proforma, string pdfPath, DateTimeOffset now) => new(
        LetterOf.Proforma,
        deal.Id,
        InvoiceId: null,
        $"{proforma.SeriesName}-{proforma.NumberText}",
        deal.Client.Email!,
        deal.Request.Options?.EmailSubject,
        deal.Request.Options?.EmailBody,
        LanguageOf(deal),
        proforma.GrandTotal,
        proforma.Currency,
        proforma.ValidUntil ?? proforma.DueDate,
        pdfPath,
        now);

    public static DocumentLetter With(Negotiation deal, InvoiceRecord invoice, string pdfPath, DateTimeOffset now) =>
        With(LetterOf.Invoice, deal, invoice, deal.Request.Options?.EmailSubject, deal.Request.Options?.EmailBody, pdfPath, now);

    public static DocumentLetter With(
        Negotiation deal, InvoiceRecord storno, CancellationOptions? options, string pdfPath, DateTimeOffset now) =>
        With(LetterOf.Storno, deal, storno, options?.EmailSubject, options?.EmailBody, pdfPath, now);

    /// <summary>The letter in full.</summary>
    /// <param name="from">Who sends it.</param>
    public MailLetter Write(string tenant, string from, SettingsSnapshot set, byte[] pdf)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = Number,
            ["total"] = Total.ToString("0.00", CultureInfo.InvariantCulture),
            ["currency"] = Currency,
            ["company"] = set.Get(SettingsCatalogue.CompanyName) ?? from,
        };
        if (Until is { } day)
        {
            facts["until"] = day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
        }

        var (subject, body) = MailTemplates.Render($"document_{Of.ToString().ToLowerInvariant()}", Language, facts);
        return new MailLetter(
            $"{tenant}.{Id.Replace('/', '.')}@{from[(from.IndexOf('@') + 1)..]}",
            from,
            [To],
            MailLetter.OneLine(string.IsNullOrWhiteSpace(Subject) ? subject : MailTemplates.Fill(Subject, facts)),
            string.IsNullOrWhiteSpace(Body) ? body : MailTemplates.Fill(Body, facts),
            DueAt,
            Language,
            new MailAttachment($"{Number}.pdf", "application/pdf", pdf));
    }

    private static DocumentLetter With(
        LetterOf of, Negotiation deal, InvoiceRecord invoice, string? subject, string? body, string pdfPath, DateTimeOffset now) => new(
        of,
        deal.Id,
        invoice.InvoiceId,
        invoice.OblioInvoiceId,
        invoice.Client.Email!,
        subject,
        body,
        LanguageOf(deal),
        invoice.GrandTotal,
        invoice.Currency,
        invoice.DueDate,
        pdfPath,
        now);

    private static string LanguageOf(Negotiation deal) => deal.Request.Options?.Language.ToLowerInvariant() ?? "ro";
}

[JsonConverter(typeof(JsonStringEnumConverter<LetterOf>))]
internal enum LetterOf
{
    [JsonStringEnumMemberName("PROFORMA")]
    Proforma,

    [JsonStringEnumMemberName("INVOICE")]
    Invoice,

    [JsonStringEnumMemberName("STORNO")]
    Storno,
}
