using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio;

/// <summary>Issues documents at Oblio, each once. Two guards: Oblio's own <c>idempotencyKey</c>, and a mark printed in the mentions
/// by which a document whose answer was lost is found again before anything is re-sent.</summary>
public sealed class OblioIssuer(OblioClients clients, TenantConnections connections, EffectLedger effects, TimeProvider clock)
{
    /// <summary>How long one who asks for a document waits for another who is at it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Issues the document unless it was issued before.</summary>
    /// <param name="name">What it is for, unique within the tenant: <c>N-1</c>.</param>
    /// <param name="document">Without key and mark: they are added here.</param>
    public async Task<IssuedDocument> IssueAsync(
        string tenant, OblioDocumentType type, string name, OblioDocument document, CancellationToken cancellationToken)
    {
        var kind = type.Segment();
        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var mark = DeterministicId.Marker("oblio", kind, tenant, name);
        var issueDate = document.IssueDate ?? throw new ArgumentException("A document has a date.", nameof(document));
        var marked = document with
        {
            IdempotencyKey = "cerniq-" + DeterministicId.Of("oblio", kind, tenant, name),
            Mentions = Marked(document.Mentions, mark),
        };
        return await OnceAsync(
            tenant,
            $"oblio/{kind}/{name}",
            async stop => IssuedDocument.From(await client.FindByMarkAsync(type, mark, issueDate.AddDays(-2), stop), issueDate),
            async stop => IssuedDocument.From(await CreateAsync(client, type, marked, stop), issueDate),
            cancellationToken);
    }

    /// <summary>Issues a storno unless it was issued before.</summary>
    /// <param name="name">The cancellation it belongs to.</param>
    /// <param name="storno">Without key and mark: they are added here.</param>
    public async Task<IssuedDocument> StornoAsync(
        string tenant, string name, OblioStorno storno, CancellationToken cancellationToken)
    {
        var client = clients.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var mark = DeterministicId.Marker("oblio", "storno", tenant, name);
        var marked = storno with
        {
            IdempotencyKey = "cerniq-" + DeterministicId.Of("oblio", "storno", tenant, name),
            Mentions = Marked(storno.Mentions, mark),
        };
        return await OnceAsync(
            tenant,
            $"oblio/storno/{name}",
            async stop => IssuedDocument.From(
                await client.FindByMarkAsync(OblioDocumentType.Invoice, mark, storno.IssueDate.AddDays(-2), stop), storno.IssueDate),
            async stop => IssuedDocument.From(await client.CreateStornoAsync(marked, stop), storno.IssueDate),
            cancellationToken);
    }

    /// <summary>Of several at one time one acts, and the others get its result.</summary>
    private async Task<IssuedDocument> OnceAsync(
        string tenant,
        string key,
        Func<CancellationToken, Task<IssuedDocument?>> ask,
        Func<CancellationToken, Task<IssuedDocument>> act,
        CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Patience;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await effects.OnceAsync(tenant, key, ask, act, cancellationToken);
            }
            catch (EffectInProgressException) when (clock.GetUtcNow() + pause < until)
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    private static string Marked(string? mentions, string mark) =>
        string.IsNullOrWhiteSpace(mentions) ? $"Ref. {mark}" : $"{mentions}\nRef. {mark}";

    private static Task<OblioIssued> CreateAsync(
        OblioClient client, OblioDocumentType type, OblioDocument document, CancellationToken cancellationToken) =>
        type == OblioDocumentType.Proforma
            ? client.CreateProformaAsync(document, cancellationToken)
            : client.CreateInvoiceAsync(document, cancellationToken);
}
