using System.Collections.Concurrent;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Knows accepted documents of ANAF's list by their bytes, for those who do not know whether their upload arrived.</summary>
/// <remarks>All who are in doubt at one time share one reading of the list, and what the list names is fetched once, ever: ANAF
/// gives each answer ten times a day, so that a dozen searches of their own would lock each other out. Rows beside the filings:
/// <c>content|sha256</c> (the index) and <c>looked|index</c> (was looked into).</remarks>
public sealed class ListedUploads(EFacturaStore filings, ITableStore tables, EFacturaAnaf anaf, TimeProvider clock)
{
    private const int AtOnce = 4;

    /// <summary>Readings begin at a full quarter of an hour, so that those in doubt ask for the same stretch.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Tenant, string? Cif), Reader> _readers = new();

    /// <summary>Searches for a document.</summary>
    /// <param name="sha256">Of its bytes.</param>
    /// <param name="since">When it was sent first.</param>
    /// <param name="cif">Whose list shows it; null for the company's own.</param>
    public async Task<ListSearch> FindAsync(
        CallScope scope, string sha256, DateTimeOffset since, string? cif, CancellationToken cancellationToken)
    {
        if (await KnownAsync(scope.Tenant, sha256, cancellationToken) is { } known)
        {
            return new ListSearch(known, IsWhole: true, null);
        }

        var from = since - Skew;
        var reader = _readers.GetOrAdd((scope.Tenant, cif), _ => new Reader());
        var begunBefore = reader.Begun;
        await reader.Turn.WaitAsync(cancellationToken);
        try
        {
            if (reader.Begun == begunBefore || reader.From > from)
            {
                reader.From = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % Grain.Ticks), TimeSpan.Zero);
                reader.Begun++;
                reader.Problem = "the reading of the list was broken off";
                reader.Problem = await ReadAsync(scope, cif, reader.From, cancellationToken);
            }

            return new ListSearch(await KnownAsync(scope.Tenant, sha256, cancellationToken), reader.Problem is null, reader.Problem);
        }
        finally
        {
            reader.Turn.Release();
        }
    }

    /// <returns>Why not all that is listed is known now; null when it is.</returns>
    private async Task<string?> ReadAsync(CallScope scope, string? cif, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var listed = await anaf.TryAsync(scope, (client, stop) => ListAsync(client, scope.Tenant, cif, from, stop), cancellationToken);
        if (listed.Value is not { } unknown)
        {
            return listed.Fault!.Words;
        }

        var problems = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            unknown,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (message, stop) =>
            {
                if (await LookAsync(scope, message, stop) is { } problem)
                {
                    problems.Add(problem);
                }
            });
        return problems.FirstOrDefault();
    }

    /// <summary>What was accepted, is not a filing of ours and was not looked into.</summary>
    private async Task<List<AnafMessage>> ListAsync(
        AnafClient client, string tenant, string? cif, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var unknown = new List<AnafMessage>();
        await foreach (var message in client.ListMessagesAsync(from, clock.GetUtcNow(), MessageFilter.All, cif, cancellationToken))
        {
            if (MayBeOurs(message)
                && await filings.FindByIndexAsync(tenant, message.UploadIndex, cancellationToken) is null
                && await tables.GetAsync(EFacturaRows.Table, tenant, EFacturaRows.Looked(message.UploadIndex), cancellationToken) is null)
            {
                unknown.Add(message);
            }
        }

        return unknown;
    }

    /// <summary>What we file in a supplier's name is listed as received.</summary>
    private static bool MayBeOurs(AnafMessage message) => message.Type == MessageType.Sent
        || (message.Type == MessageType.Received && message.Details.Contains("autofact", StringComparison.OrdinalIgnoreCase));

    /// <returns>Why it could not be looked into just now.</returns>
    private async Task<string?> LookAsync(CallScope scope, AnafMessage message, CancellationToken cancellationToken)
    {
        var zip = await anaf.TryAsync(
            scope, async (client, stop) => (ReadOnlyMemory<byte>?)await client.DownloadAsync(message.DownloadId, stop), cancellationToken);

        // Not ours to see, or past its time: it cannot be what was sent a moment ago.
        if (zip.Fault is { Kind: not (FaultKind.Authentication or FaultKind.NotFound or FaultKind.Validation) } fault)
        {
            return fault.Words;
        }

        var looked = new TableOperation.Upsert(EFacturaRows.Looked(message.UploadIndex), CerniqJson.Write(message.DownloadId));
        TableOperation[] operations = zip.Value is { } bytes && ResponseArchive.TryRead(bytes, out var answer) == ArchiveProblem.None
            ? [looked, new TableOperation.Upsert(EFacturaRows.Content(EFacturaFiles.Sha256(answer!.Content)), CerniqJson.Write(message.UploadIndex))]
            : [looked];
        await tables.WriteAsync(EFacturaRows.Table, scope.Tenant, operations, cancellationToken);
        return null;
    }

    /// <summary>The index of a document, unless it has become another filing's.</summary>
    private async Task<string?> KnownAsync(string tenant, string sha256, CancellationToken cancellationToken) =>
        await tables.GetAsync(EFacturaRows.Table, tenant, EFacturaRows.Content(sha256), cancellationToken) is { } row
        && CerniqJson.Read<string>(row.Body) is { } index
        && await filings.FindByIndexAsync(tenant, index, cancellationToken) is null
            ? index
            : null;

    /// <summary>One tenant's reading of its list, one at a time.</summary>
    private sealed class Reader
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>How many readings were begun: one begun after the question was asked answers it.</summary>
        public int Begun { get; set; }

        public DateTimeOffset From { get; set; } = DateTimeOffset.MaxValue;

        public string? Problem { get; set; }
    }
}

/// <summary>What a search of ANAF's list came to.</summary>
/// <param name="RemoteId">The index of the document.</param>
/// <param name="IsWhole">True when all that is listed was looked into, so that not finding it means something.</param>
/// <param name="Problem">Why not all was.</param>
public sealed record ListSearch(string? RemoteId, bool IsWhole, string? Problem);
