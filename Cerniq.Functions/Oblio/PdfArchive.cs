using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio;

/// <summary>Fetches documents' PDFs from Oblio and keeps them for good.</summary>
public sealed class PdfArchive(OblioClients clients, TenantConnections connections, IBlobStore blobs)
{
    /// <summary>Keeps the PDF behind the link unless it is kept already.</summary>
    /// <param name="path">As in the source document: <c>tenants/{tenant}/invoices/{negotiation}/{series}-{number}.pdf</c>.</param>
    public async Task<StoredBlob> KeepAsync(string tenant, string link, string path, CancellationToken cancellationToken)
    {
        if (await blobs.ReadAsync(path, cancellationToken) is { } kept)
        {
            return new StoredBlob(path, kept.Sha256, kept.Content.Length, Created: false);
        }

        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var pdf = await client.GetPdfAsync(link, cancellationToken);
        return await blobs.PutIfAbsentAsync(path, pdf, "application/pdf", cancellationToken);
    }
}
