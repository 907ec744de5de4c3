using System.Net;
using System.Text.RegularExpressions;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio.Wire;

public sealed partial class OblioClient
{
    private const int LargestFile = 32 * 1024 * 1024;

    /// <summary>Fetches the PDF behind a document's link.</summary>
    /// <param name="link">As Oblio gave it. It needs no login and is therefore a secret.</param>
    public async Task<ReadOnlyMemory<byte>> GetPdfAsync(string link, CancellationToken cancellationToken)
    {
        var reply = await caller.SendAsync(Link(link, "pdf"), cancellationToken);
        return reply.Kind == BodyKind.Pdf ? reply.Body : throw reply.Unreadable("something that is not a PDF");
    }

    /// <summary>Fetches the e-invoice's XML behind the <c>einvoice</c> link; works before it is sent.</summary>
    /// <exception cref="ServiceRefusedException">Oblio cannot make it; the words say what is missing on the document.</exception>
    public async Task<ReadOnlyMemory<byte>> GetEinvoiceXmlAsync(string link, CancellationToken cancellationToken)
    {
        var reply = await caller.SendAsync(Link(link, "xml") with { HtmlExpected = true }, cancellationToken);
        var refusal = reply.Kind is BodyKind.Html or BodyKind.Other or BodyKind.Xml ? ErrorElement().Match(reply.Text()) : Match.Empty;
        if (refusal.Success)
        {
            throw ServiceException.For(reply.Fault(FaultKind.Validation, WebUtility.HtmlDecode(refusal.Groups["words"].Value)));
        }

        return reply.Kind == BodyKind.Xml ? reply.Body : throw reply.Unreadable("something that is not an e-invoice");
    }

    /// <summary>Files the invoice with ANAF through Oblio.</summary>
    public Task<OblioEinvoiceStatus> SendEinvoiceAsync(OblioKey invoice, CancellationToken cancellationToken) => ChangeAsync(
        HttpMethod.Post,
        "docs/einvoice",
        Action(invoice),
        OblioJson.Default.OblioDocumentAction,
        OblioJson.Default.EinvoiceStatus,
        cancellationToken);

    /// <summary>Reads how far the e-invoice is. Oblio has no call for it; the list tells.</summary>
    /// <returns>Null when there is no such invoice.</returns>
    public async Task<OblioEinvoiceProgress?> GetEinvoiceStatusAsync(OblioKey invoice, CancellationToken cancellationToken)
    {
        var filter = new OblioListFilter { SeriesName = invoice.SeriesName, Number = invoice.Number, WithEinvoiceStatus = true };
        await foreach (var listed in ListDocumentsAsync(invoice.Type, filter, cancellationToken))
        {
            if (listed.IsOf(invoice))
            {
                return new OblioEinvoiceProgress(listed.EinvoiceStatus ?? new OblioEinvoiceStatus { Code = -1 }, listed.IndexUpload, listed.IdDownload);
            }
        }

        return null;
    }

    /// <summary>Fetches ANAF's answer to the e-invoice: the ZIP with its signature.</summary>
    public async Task<ReadOnlyMemory<byte>> DownloadEinvoiceAsync(OblioKey invoice, CancellationToken cancellationToken)
    {
        var query = OfCompany().With("seriesName", invoice.SeriesName).With("number", invoice.Number);
        var request = Request(HttpMethod.Get, "docs/einvoice" + query, "docs/einvoice") with { Endpoint = "read/docs/einvoice", MaxAnswerBytes = LargestFile };
        var reply = await caller.SendAsync(request, tokens, cancellationToken);
        return reply.Kind is BodyKind.Zip or BodyKind.Xml ? reply.Body : throw reply.Unreadable("something that is not ANAF's answer");
    }

    private ServiceRequest Link(string link, string what) =>
        new(tenant, HttpMethod.Get, Origin.Require(connection.BaseUrl, link, caller.Service), "link/" + what) { MaxAnswerBytes = LargestFile };

    [GeneratedRegex("<error>(?<words>.*?)</error>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ErrorElement();
}
