using Cerniq.Functions.Operations;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio;

/// <summary>Compares what a document comes to at Oblio with what it comes to here, as soon as it is issued. Oblio's answer to the
/// issue holds no total, so it is read from the list.</summary>
public sealed class IssuedTotals(OblioClients clients, TenantConnections connections, Alerts alerts)
{
    /// <summary>Asks Oblio, and raises an alert that names both totals when they are not the same to the ban.</summary>
    /// <returns>Oblio's total; null when Oblio would not tell: then the nightly check of the series compares it.</returns>
    /// <exception cref="ServiceUnavailableException">Oblio did not answer now.</exception>
    public async Task<decimal?> CompareAsync(
        string tenant, OblioKey document, decimal ours, string currency, string subject, CancellationToken cancellationToken)
    {
        if (await AskAsync(tenant, document, cancellationToken) is not { } theirs)
        {
            return null;
        }

        var key = $"total/{document.Type.Segment()}/{document.SeriesName}-{document.Number}";
        if (theirs == ours)
        {
            await alerts.ResolveAsync(tenant, key, cancellationToken);
        }
        else
        {
            await alerts.RaiseAsync(tenant, Notice(key, document, ours, theirs, currency, subject), cancellationToken);
        }

        return theirs;
    }

    private async Task<decimal?> AskAsync(string tenant, OblioKey document, CancellationToken cancellationToken)
    {
        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var filter = new OblioListFilter { SeriesName = document.SeriesName, Number = document.Number };
        try
        {
            await foreach (var listed in client.ListDocumentsAsync(document.Type, filter, cancellationToken))
            {
                if (listed.IsOf(document))
                {
                    return listed.Total;
                }
            }
        }
        catch (ServiceRefusedException)
        {
            // The document is issued; that it cannot be listed is no reason to hold the deal. The refusal is in the trail.
        }

        return null;
    }

    private static AlertNotice Notice(string key, OblioKey document, decimal ours, decimal theirs, string currency, string subject) => new(
        key,
        AlertKind.TotalDiffers,
        document.Type == OblioDocumentType.Invoice ? AlertSeverity.Critical : AlertSeverity.Warning,
        $"{document.Type.Name()} {document.SeriesName}-{document.Number} has another total at Oblio",
        $"Oblio says {theirs:0.00} {currency}, the lines come to {ours:0.00} {currency}: a difference of {theirs - ours:0.00}. "
        + "Look at its lines, discounts and VAT rates in Oblio; the document there is the one the client has.",
        subject)
    {
        Facts = AlertFacts.Of(("document", $"{document.SeriesName}-{document.Number}"), ("ours", $"{ours:0.00}"), ("theirs", $"{theirs:0.00}"), ("currency", currency)),
    };
}
