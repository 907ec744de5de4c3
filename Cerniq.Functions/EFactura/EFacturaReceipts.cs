using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.EFactura;

/// <summary>The readable receipt of an accepted document: ANAF's own PDF of it, made once and kept: when it is first asked for, else by
/// <see cref="EFacturaReceiptSweep"/>.</summary>
public sealed class EFacturaReceipts(EFacturaStore store, EFacturaFiles files, EFacturaAnaf anaf)
{
    /// <returns>The PDF, or why ANAF could not make it.</returns>
    public async Task<(ReadOnlyMemory<byte>? Pdf, string? Problem)> GetAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Receipt is { } kept)
        {
            return (await files.ReadAsync(kept, cancellationToken), null);
        }

        var xml = await files.ReadAsync(entry.Xml!, cancellationToken);
        var reply = await anaf.TryAsync(
            EFacturaAnaf.ScopeOf(entry),
            (client, stop) => client.TransformToPdfAsync(xml, entry.Channel?.IsCreditNote == true, validated: true, stop),
            cancellationToken);
        if (reply.Value is not PdfOutcome.Made made)
        {
            return (null, reply.Fault?.Words ?? string.Join("; ", ((PdfOutcome.Refused)reply.Value!).Findings.Select(finding => finding.Message)));
        }

        var stored = await files.KeepAsync(entry.Key, "receipt.pdf", made.Pdf, EFacturaFiles.Pdf, cancellationToken);
        var changed = await store.UpdateAsync(entry.Key, found => found.Receipt is null ? found with { Receipt = stored, ReceiptDueAt = null } : null, cancellationToken);
        return (await files.ReadAsync(changed.Receipt!, cancellationToken), null);
    }

    /// <summary>The ministry's sealed answer: the original of the invoice before the law.</summary>
    public async Task<ReadOnlyMemory<byte>?> SealedAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        entry.Evidence.FirstOrDefault(file => file.Path.EndsWith("/response.zip", StringComparison.Ordinal)) is { } zip
            ? await files.ReadAsync(zip, cancellationToken)
            : null;
}
