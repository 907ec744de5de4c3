using System.Text.Json;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>ANAF's answers out of what happened to a filing.</summary>
internal static class AnafAnswers
{
    private const string Source = "efactura";

    /// <returns>Null when ANAF has not answered: an invalid document never left, a failure is no answer.</returns>
    public static WebhookEvent? Of(EFacturaEvent happened)
    {
        var entry = happened.Entry;
        return entry.AnafIds.RemoteId is not { } index ? null : happened.Name switch
        {
            EFacturaEvent.Submitted => Answer(entry, index, "submitted", new { index_incarcare = index }),
            EFacturaEvent.Processing => Answer(entry, index, "processing", new { index_incarcare = index, stare = "in prelucrare" }),
            EFacturaEvent.Accepted => Answer(entry, index, "accepted", new
            {
                index_incarcare = index, stare = "ok", id_descarcare = entry.AnafIds.DownloadId, files = entry.Evidence.Select(file => file.Sha256),
            }),
            EFacturaEvent.Rejected => Answer(entry, index, "rejected", new
            {
                index_incarcare = index, stare = "nok", id_descarcare = entry.AnafIds.DownloadId, errors = entry.Errors.Select(error => error.Message), files = entry.Evidence.Select(file => file.Sha256),
            }),
            _ => null,
        };
    }

    private static WebhookEvent Answer<T>(EFacturaEntry entry, string index, string status, T payload) =>
        new(Source, index, $"efactura.{status}", "processed", JsonSerializer.SerializeToElement(payload, CerniqJson.Options), entry.UpdatedAt);
}
