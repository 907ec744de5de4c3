using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.EFactura;

/// <summary>Brings together all that is known of one invoice.</summary>
public sealed class EvidenceCollector(InvoiceStore invoices, EvidenceOfDeal deal, EvidenceOfFiling filing, AuditTrail trail)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <returns>Null when this invoice is neither issued nor filed here.</returns>
    internal async Task<EvidenceCase?> CollectAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var invoice = await invoices.GetAsync(tenant, invoiceId, cancellationToken);
        var filings = (await filing.FilingsAsync(tenant, invoiceId, cancellationToken)).ToList();
        var latest = filings.LastOrDefault();
        if (invoice is null && latest is null)
        {
            return null;
        }

        var parts = new List<EvidencePart>();
        var subjects = new List<string> { $"invoice/{invoiceId}" };
        if (invoice is not null)
        {
            parts.AddRange(await deal.PartsAsync(invoice, cancellationToken));
            subjects.Add($"negotiation/{invoice.NegotiationId}");
            subjects.AddRange(await deal.MoneySubjectsAsync(invoice, cancellationToken));
            foreach (var storno in await deal.StornosAsync(invoice, cancellationToken))
            {
                subjects.Add($"invoice/{storno.InvoiceId}");
                filings.AddRange(await filing.FilingsAsync(tenant, storno.InvoiceId, cancellationToken));
            }
        }

        var missing = Missing(invoice, latest);
        foreach (var found in filings)
        {
            var (entry, noReceipt) = await filing.WithReceiptAsync(found, cancellationToken);
            missing.AddRange(noReceipt is null ? [] : [$"ANAF could not make the PDF of filing {entry.QueueId} just now: {noReceipt}"]);
            parts.AddRange(await filing.PartsAsync(entry, cancellationToken));
            subjects.Add(entry.Key.Subject);
        }

        var lines = await LinesAsync(tenant, subjects, cancellationToken);
        parts.Add(new EvidencePart("audit.ndjson", "audit", _ => Task.FromResult<ReadOnlyMemory<byte>?>(Joined(lines))));
        return new EvidenceCase(
            tenant,
            invoiceId,
            latest?.InvoiceNumber ?? invoice!.OblioInvoiceId,
            invoice?.CreatedAt ?? latest!.CreatedAt,
            latest,
            lines.Count == 0 ? null : lines[^1].Head,
            missing,
            [.. parts.OrderBy(part => part.Name, StringComparer.Ordinal)]);
    }

    private static List<string> Missing(InvoiceRecord? invoice, EFacturaEntry? filing)
    {
        var missing = new List<string>();
        if (invoice is { PdfStoragePath: null })
        {
            missing.Add("The invoice's PDF is not archived yet.");
        }

        if (filing is null)
        {
            missing.Add("The invoice is not filed with ANAF.");
        }
        else if (filing.OutOfScope is { } whyNot)
        {
            missing.Add($"The invoice is not filed with ANAF: {whyNot}");
        }
        else if (filing.Status != EFacturaStatus.Accepted)
        {
            missing.Add($"ANAF has not accepted the invoice ({filing.Status.Name()}).");
        }
        else if (!filing.Evidence.Any(file => file.Path.EndsWith(".zip", StringComparison.Ordinal)))
        {
            missing.Add("ANAF's sealed answer is not in the archive.");
        }

        return missing;
    }

    /// <summary>The lines of the tenant's log about these subjects, in the log's order.</summary>
    private async Task<List<ChainLine>> LinesAsync(string tenant, List<string> subjects, CancellationToken cancellationToken)
    {
        var lines = new SortedDictionary<long, ChainLine>();
        foreach (var subject in subjects.Distinct(StringComparer.Ordinal))
        {
            string? continuation = null;
            do
            {
                var page = await trail.QueryAsync(tenant, subject, null, null, 200, continuation, cancellationToken);
                page.Lines.ToList().ForEach(line => lines[line.Line.Sequence] = line.Line);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }

        return [.. lines.Values];
    }

    private static byte[] Joined(List<ChainLine> lines) => [.. lines.SelectMany(line => (byte[])[.. line.Write(), .. LineEnd])];
}
