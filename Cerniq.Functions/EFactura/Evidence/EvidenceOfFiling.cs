using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>What proves the filings of an invoice: documents, ANAF's sealed answers, and whether the seals hold.</summary>
public sealed class EvidenceOfFiling(EFacturaStore store, EFacturaReceipts receipts, IBlobStore blobs, SealCheck seals)
{
    /// <summary>All filings of an invoice, the latest last.</summary>
    public async Task<IReadOnlyList<EFacturaEntry>> FilingsAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var latest = await store.LatestOfAsync(tenant, invoiceId, cancellationToken);
        var filings = new List<EFacturaEntry>();
        for (var filing = 1; filing <= (latest?.Filing ?? 0); filing++)
        {
            if (await store.FindByInvoiceAsync(tenant, invoiceId, filing, cancellationToken) is { } entry)
            {
                filings.Add(entry);
            }
        }

        return filings;
    }

    /// <summary>Has the receipt of an accepted filing made where it is not archived yet.</summary>
    /// <returns>The filing as it then is, and why there is no receipt.</returns>
    internal async Task<(EFacturaEntry Entry, string? Problem)> WithReceiptAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        if (entry is not { Status: EFacturaStatus.Accepted, Receipt: null, Xml: not null })
        {
            return (entry, null);
        }

        var (_, problem) = await receipts.GetAsync(entry, cancellationToken);
        return (await store.RequireAsync(entry.Key, cancellationToken), problem);
    }

    internal async Task<IReadOnlyList<EvidencePart>> PartsAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var folder = $"efactura/{entry.QueueId}/";
        var parts = new List<EvidencePart>
        {
            EvidencePart.Of(folder + "filing.json", "efactura-filing", entry),
            File(folder, "efactura-source", entry.Source),
        };
        AddIf(parts, folder, "efactura-xml", entry.Xml);
        AddIf(parts, folder, "efactura-signed-package", entry.SignedXml);
        foreach (var file in entry.Evidence)
        {
            parts.Add(File(folder, file.Path.EndsWith(".zip", StringComparison.Ordinal) ? "anaf-response" : "anaf-answer", file));
        }

        AddIf(parts, folder, "anaf-receipt", entry.Receipt);
        if (await SealsAsync(entry, cancellationToken) is { Count: > 0 } verdicts)
        {
            parts.Add(EvidencePart.Of(folder + "seal.json", "seal-verdict", verdicts));
        }

        return parts;
    }

    private async Task<List<SealVerdict>> SealsAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var verdicts = new List<SealVerdict>();
        foreach (var file in entry.Evidence.Where(file => file.Path.EndsWith(".zip", StringComparison.Ordinal)))
        {
            if (await blobs.ReadAsync(file.Path, cancellationToken) is { } zip)
            {
                var opened = await seals.OpenAsync(EFacturaAnaf.ScopeOf(entry), zip.Content, cancellationToken);
                var document = opened.Archive is { } archive ? EFacturaFiles.Sha256(archive.Content) : null;
                verdicts.Add(new SealVerdict(
                    file.Path[(file.Path.LastIndexOf('/') + 1)..], opened.State.ToString(), opened.Archive?.UploadIndex, document, document is not null && document == entry.Xml?.Sha256, opened.Problem));
            }
        }

        return verdicts;
    }

    private void AddIf(List<EvidencePart> parts, string folder, string kind, StoredFile? file)
    {
        if (file is not null)
        {
            parts.Add(File(folder, kind, file));
        }
    }

    private EvidencePart File(string folder, string kind, StoredFile file) => EvidencePart.Of(blobs, folder, kind, file.Path, file.Sha256);

    /// <param name="State">Holds, Broken, UnknownSigner or Unchecked.</param>
    /// <param name="IsWhatWasSent">True when the sealed document is, to the last byte, the one that was sent.</param>
    private sealed record SealVerdict(string File, string State, string? IndexIncarcare, string? DocumentSha256, bool IsWhatWasSent, string? Problem);
}
