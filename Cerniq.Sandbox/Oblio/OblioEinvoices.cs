using System.Net;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Sends invoices to the ANAF stand-in and says what became of them.</summary>
internal sealed class OblioEinvoices(SandboxStore store, CompanyDirectory companies, AnafUploads uploads, MinistrySeal seal)
{
    private const string Environment = "prod";

    public async Task<IResult> SendAsync(OblioCall call)
    {
        var cif = call.Cif;
        var issuer = companies.Find(cif)!;
        var before = store.Read(session => OblioDocuments.Find(session, "Factura", cif, call.Fields));
        if (OblioUbl.Refusal(before) is { } refusal)
        {
            throw new OblioRefusal(refusal);
        }

        var bytes = OblioUbl.Write(before, issuer);
        var findings = AnafValidation.Examine(bytes, "UBL");
        var content = findings.Content ?? throw new OblioRefusal(findings.Refusal!);
        var sent = await store.WriteAsync(session =>
        {
            var document = OblioDocuments.Find(session, "Factura", cif, call.Fields);
            if (document.Canceled)
            {
                throw new OblioRefusal("Documentul este anulat");
            }

            if (document.IndexUpload is not null)
            {
                return document;
            }

            var upload = uploads.TakeIn(session, new AnafSubmission(Environment, cif, "UBL", bytes, content, findings.Errors));
            return session.Put(OblioDocument.Kept, document with { IndexUpload = upload.Index });
        });
        return OblioAnswer.Ok(Status(sent));
    }

    public IResult Archive(OblioCall call)
    {
        var document = store.Read(session => OblioDocuments.Find(session, "Factura", call.Cif, call.Fields));
        if (Upload(document) is not { } upload)
        {
            throw new OblioRefusal("e-Factura nu a fost trimisa in SPV");
        }

        return upload.DownloadId is null
            ? throw new OblioRefusal("e-Factura este in curs de procesare")
            : Results.Bytes(AnafZip.Write(upload, uploads.Bytes(upload), seal), "application/zip", $"{upload.Index}.zip");
    }

    /// <summary>What the link with <c>einvoice=1&amp;api=1</c> gives: the XML, or a page with the error.</summary>
    public IResult Show(OblioDocument document) => document.Type != "Factura" || OblioUbl.Refusal(document) is not null
        ? Results.Text(
            $"<html><body><error>{WebUtility.HtmlEncode(OblioUbl.Refusal(document) ?? "Documentul nu este o factura")}</error></body></html>",
            "text/html; charset=utf-8")
        : Results.Bytes(OblioUbl.Write(document, companies.Find(document.Cif)!), "application/xml");

    /// <summary>The einvoiceStatus of a list item.</summary>
    public JsonObject Status(OblioDocument document) => Upload(document)?.Stare switch
    {
        null => Status("Netrimisa", false, -1),
        "ok" => Status("e-Factura trimisa cu succes in SPV.", true, 1),
        "nok" => Status($"e-Factura are erori: {string.Join("; ", Upload(document)!.Errors)}", false, 2),
        _ => Status("e-Factura trimisa cu succes in SPV.", true, 0),
    };

    public string? DownloadId(OblioDocument document) => Upload(document)?.DownloadId;

    private AnafUpload? Upload(OblioDocument document) => document.IndexUpload is { } index ? uploads.Find(Environment, index) : null;

    private static JsonObject Status(string text, bool sent, int code) => new() { ["text"] = text, ["sent"] = sent, ["code"] = code };
}
