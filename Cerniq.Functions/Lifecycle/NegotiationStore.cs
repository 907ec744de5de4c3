using Cerniq.Functions.Audit;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Keeps deals, their history and the lists of them. Every state change goes through <see cref="MoveAsync"/>.</summary>
/// <remarks>One partition per tenant, so that a deal, its history line, its place in the lists and its outgoing message change
/// together or not at all. Rows: <c>doc|id</c>, <c>hist|id|n</c>, <c>all|newest first|id</c>, <c>state|STATE|newest first|id</c>,
/// <c>outbox|…</c>.</remarks>
public sealed class NegotiationStore(ITableStore tables, IAuditSink audit, TimeProvider clock)
{
    private const string Table = "negotiations";

    /// <summary>Stores a new deal together with the message that starts its orchestration.</summary>
    /// <returns>The message to deliver, or null when the id is taken.</returns>
    public async Task<LifecycleMessage?> CreateAsync(Negotiation deal, CancellationToken cancellationToken)
    {
        var start = LifecycleMessage.Start(deal, deal.CreatedAt);
        var first = new NegotiationHistoryEntry(null, deal.State, "SALES_APP", "negotiation:intake", deal.CreatedAt);
        var created = deal with { Transitions = 1 };
        var written = await tables.WriteAsync(
            Table,
            deal.Tenant,
            [
                new TableOperation.Insert(DocRow(deal.Id), CerniqJson.Write(created)),
                new TableOperation.Upsert(HistoryRow(deal.Id, 1), CerniqJson.Write(first)),
                new TableOperation.Upsert(AllRow(deal), CerniqJson.Write(Summary(created))),
                new TableOperation.Upsert(StateRow(deal), CerniqJson.Write(Summary(created))),
                start.ToRow(),
            ],
            cancellationToken);
        return written.Applied ? start : null;
    }

    /// <summary>Reads a deal, or null.</summary>
    public async Task<Negotiation?> GetAsync(string tenant, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, id, cancellationToken))?.Deal;

    /// <summary>Reads a deal that must be there.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<Negotiation> RequireAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await GetAsync(tenant, id, cancellationToken) ?? throw new InvalidOperationException($"There is no negotiation {id}.");

    /// <summary>Moves a deal to another state and writes the history line. Making the same move again changes nothing.</summary>
    /// <param name="change">What else changes with the move, such as the invoice's id.</param>
    /// <exception cref="InvalidTransitionException">The table does not allow it.</exception>
    public Task<Negotiation> MoveAsync(
        string tenant, string id, TransitionRequest move, Func<Negotiation, Negotiation>? change, CancellationToken cancellationToken) =>
        MoveAndTellAsync(tenant, id, move, change, message: null, cancellationToken);

    /// <inheritdoc cref="MoveAsync"/>
    /// <param name="message">What is to be told with the move, from the deal as it then is.</param>
    public async Task<Negotiation> MoveAndTellAsync(
        string tenant,
        string id,
        TransitionRequest move,
        Func<Negotiation, Negotiation>? change,
        Func<Negotiation, LifecycleMessage>? message,
        CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (deal, etag) = await ReadAsync(tenant, id, cancellationToken)
                ?? throw new InvalidOperationException($"There is no negotiation {id}.");
            if (deal.State == move.To || (move.UnlessDead && deal.State == NegotiationState.Dead))
            {
                return deal;
            }

            if (!NegotiationTransitions.Allows(deal.State, move.To))
            {
                throw new InvalidTransitionException(deal.State, move.To);
            }

            var moved = (change?.Invoke(deal) ?? deal) with
            {
                State = move.To,
                UpdatedAt = clock.GetUtcNow(),
                Transitions = deal.Transitions + 1,
            };
            if (await TryMoveAsync(deal, moved, move, message?.Invoke(moved), etag, cancellationToken))
            {
                await AuditAsync(deal, moved, move, cancellationToken);
                return moved;
            }
        }

        throw new TimeoutException($"Negotiation {id} kept changing; the move to {move.To.Name()} was given up.");
    }

    /// <summary>Changes a deal without moving it, with an outgoing message if <paramref name="message"/> gives one.</summary>
    /// <param name="change">Returns null to leave the deal as it is.</param>
    /// <returns>The deal as it now is.</returns>
    public async Task<Negotiation> UpdateAsync(
        string tenant,
        string id,
        Func<Negotiation, Negotiation?> change,
        Func<Negotiation, LifecycleMessage?>? message,
        CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (deal, etag) = await ReadAsync(tenant, id, cancellationToken)
                ?? throw new InvalidOperationException($"There is no negotiation {id}.");
            if (change(deal) is not { } changed)
            {
                return deal;
            }

            var now = clock.GetUtcNow();
            changed = changed with { UpdatedAt = now };
            var operations = new List<TableOperation> { new TableOperation.Replace(DocRow(id), CerniqJson.Write(changed), etag) };
            if (message?.Invoke(changed) is { } outgoing)
            {
                operations.Add(outgoing.ToRow());
            }

            if ((await tables.WriteAsync(Table, tenant, operations, cancellationToken)).Applied)
            {
                return changed;
            }
        }

        throw new TimeoutException($"Negotiation {id} kept changing; the update was given up.");
    }

    /// <summary>The deal's history, oldest first.</summary>
    public async Task<IReadOnlyList<NegotiationHistoryEntry>> HistoryAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix("hist", id), 1000), cancellationToken);
        return [.. page.Rows.Select(r => CerniqJson.Read<NegotiationHistoryEntry>(r.Body))];
    }

    /// <summary>Deals, newest first, of one state or of all.</summary>
    public async Task<(IReadOnlyList<NegotiationSummary> Items, string? Continuation)> ListAsync(
        string tenant, NegotiationState? state, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var prefix = state is { } wanted ? RowKey.Prefix("state", wanted.Name()) : RowKey.Prefix("all");
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(prefix, limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(r => CerniqJson.Read<NegotiationSummary>(r.Body))], page.Continuation);
    }

    private static string DocRow(string id) => RowKey.Of("doc", id);

    private static string HistoryRow(string id, int number) => RowKey.Of("hist", id, RowKey.Number(number));

    private static string AllRow(Negotiation deal) => RowKey.Of("all", RowKey.Descending(deal.CreatedAt), deal.Id);

    private static string StateRow(Negotiation deal) =>
        RowKey.Of("state", deal.State.Name(), RowKey.Descending(deal.CreatedAt), deal.Id);

    private static NegotiationSummary Summary(Negotiation deal) =>
        new(deal.Id, deal.State, deal.Client.CompanyName, deal.Client.Cui, deal.CreatedAt, deal.UpdatedAt);

    private async Task<(Negotiation Deal, string ETag)?> ReadAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, tenant, DocRow(id), cancellationToken);
        return row is null ? null : (CerniqJson.Read<Negotiation>(row.Body), row.ETag);
    }

    private async Task<bool> TryMoveAsync(
        Negotiation before, Negotiation after, TransitionRequest move, LifecycleMessage? message, string etag, CancellationToken cancellationToken)
    {
        var line = new NegotiationHistoryEntry(before.State, move.To, move.TriggeredBy, move.Worker, after.UpdatedAt, move.Metadata);
        var written = await tables.WriteAsync(
            Table,
            after.Tenant,
            [
                new TableOperation.Replace(DocRow(after.Id), CerniqJson.Write(after), etag),
                new TableOperation.Insert(HistoryRow(after.Id, after.Transitions), CerniqJson.Write(line)),
                new TableOperation.Upsert(AllRow(after), CerniqJson.Write(Summary(after))),
                new TableOperation.Delete(StateRow(before)),
                new TableOperation.Upsert(StateRow(after), CerniqJson.Write(Summary(after))),
                .. message is null ? [] : new TableOperation[] { message.ToRow() },
            ],
            cancellationToken);
        return written.Applied;
    }

    private Task AuditAsync(Negotiation before, Negotiation after, TransitionRequest move, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                after.Tenant,
                $"negotiation/{after.Id}",
                AuditKind.Transition,
                $"{before.State.Name()} → {after.State.Name()}",
                "ok",
                after.CorrelationId,
                after.UpdatedAt,
                Actor: move.TriggeredBy,
                Detail: move.Worker),
            cancellationToken);
}
