using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Documents;

namespace Cerniq.Sandbox.Oblio;

/// <summary>A document as a person reads it.</summary>
internal static class OblioPdf
{
    public static byte[] Write(OblioDocument document, Company issuer) => PdfText.Write(Lines(document, issuer));

    private static IEnumerable<string> Lines(OblioDocument document, Company issuer)
    {
        var title = document.IsStorno ? "FACTURA STORNO" : document.Type.ToUpperInvariant();
        yield return $"{title}   Seria {document.SeriesName} nr. {document.Number}";
        yield return $"Data emiterii: {OblioAnswer.Day(document.IssueDate)}" + (document.DueDate is { } due ? $"   Scadenta: {OblioAnswer.Day(due)}" : "");
        if (document.Canceled)
        {
            yield return "DOCUMENT ANULAT";
        }

        yield return "";
        yield return $"Furnizor: {issuer.Denumire}   CIF: RO{issuer.Cui}   Reg. com.: {issuer.NrRegCom}";
        yield return $"Client: {document.Client.Name}   CIF: {document.Client.Cif}";
        yield return $"Adresa: {document.Client.Address}, {document.Client.City}, {document.Client.State}";
        yield return "";
        foreach (var line in document.Lines)
        {
            yield return $"{line.Name}   {line.Quantity:0.####} {line.MeasuringUnit} x {line.Price:0.00##}   TVA {line.VatPercentage:0.##}%   {OblioTotals.NetOf(line):0.00} {document.Currency}";
        }

        yield return "";
        foreach (var rate in document.Totals.Rates)
        {
            yield return $"TVA {rate.VatName} {rate.VatPercentage:0.##}%: baza {rate.Net:0.00}, TVA {rate.Vat:0.00}";
        }

        yield return $"Total fara TVA: {document.Totals.Net:0.00}   TVA: {document.Totals.Vat:0.00}";
        yield return $"TOTAL DE PLATA: {document.Totals.Total:0.00} {document.Currency}";
        if (document.Mentions.Length > 0)
        {
            yield return $"Mentiuni: {document.Mentions}";
        }
    }
}
