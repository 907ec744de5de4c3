using System.Runtime.CompilerServices;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Revolut.Wire;

public sealed partial class RevolutClient
{
    private const int TransactionPage = 1000;
    private const int LongestReference = 140;
    private const int LongestRequestId = 40;

    // Revolut looks for request ids in a window of two weeks at most.
    private static readonly TimeSpan RequestIdWindow = TimeSpan.FromDays(14);

    /// <summary>Reads one transaction as it is now.</summary>
    /// <returns>Null when there is none of this id.</returns>
    public async Task<RevolutTransaction?> GetTransactionAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(
                V1, "transaction/" + Escaped(id), new Query(), RevolutJson.Default.RevolutTransaction, cancellationToken, "transaction/{id}");
        }
        catch (ServiceRefusedException refused) when (refused.Fault.Kind == FaultKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lists transactions by the time they were made, the latest first. One that was made earlier and completed since is
    /// not among the latest: let the stretches overlap.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive; null for now.</param>
    public async IAsyncEnumerable<RevolutTransaction> ListTransactionsAsync(
        DateTimeOffset from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var before = to; ;)
        {
            var query = new Query().With("from", from).With("to", before).With("count", TransactionPage);
            var page = await GetAsync(V1, "transactions", query, RevolutJson.Default.Transactions, cancellationToken);
            var fresh = page.Where(transaction => seen.Add(transaction.Id)).ToList();
            foreach (var transaction in fresh)
            {
                yield return transaction;
            }

            if (page.Count < TransactionPage)
            {
                yield break;
            }

            // The end is exclusive, so others of the last one's instant would be lost: a millisecond is asked for again. When
            // that brings nothing new, the list goes on from the instant itself.
            var last = page[^1].CreatedAt;
            var next = fresh.Count > 0 ? last.AddMilliseconds(1) : last;
            if (next == before)
            {
                yield break;
            }

            before = next;
        }
    }

    /// <summary>Finds our payment by the id we gave it: how to learn whether a doubtful <see cref="PayAsync"/> took effect.</summary>
    /// <param name="since">Not long before the first attempt; two weeks back at most.</param>
    /// <returns>Null when Revolut knows none.</returns>
    public async Task<RevolutTransaction?> FindByRequestIdAsync(string requestId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var end = since + RequestIdWindow;
        var now = clock.GetUtcNow();
        var query = new Query().With("from", since).With("to", end < now ? end : (DateTimeOffset?)null).With("request_id", requestId);
        var found = await GetAsync(V1, "transactions", query, RevolutJson.Default.Transactions, cancellationToken, "transactions?request_id");
        return found.FirstOrDefault(transaction => string.Equals(transaction.RequestId, requestId, StringComparison.Ordinal));
    }

    /// <summary>Pays. A reference longer than 140 characters is cut, as Revolut would.</summary>
    /// <exception cref="ServiceRefusedException"><see cref="FaultKind.Duplicate"/> when the request id was used in the last two
    /// weeks: the payment is made already, and <see cref="FindByRequestIdAsync"/> has it.</exception>
    public async Task<RevolutPayment> PayAsync(RevolutPayRequest payment, CancellationToken cancellationToken)
    {
        if (payment is not { RequestId.Length: > 0 and <= LongestRequestId, Amount: > 0 })
        {
            throw new ArgumentException("A payment has an amount above zero and a request id of 1 to 40 characters.", nameof(payment));
        }

        var mine = payment with { Reference = Cut(payment.Reference) };
        var reply = await PostAsync(V1, "pay", mine, RevolutJson.Default.RevolutPayRequest, cancellationToken);
        var made = reply.Read(RevolutJson.Default.RevolutPayment);
        return made is { Id.Length: > 0, State.Length: > 0 } ? made : throw reply.Unreadable("a payment without an id");
    }

    /// <summary>Lists counterparties; by name (a part of it is enough) or by IBAN.</summary>
    public Task<IReadOnlyList<RevolutCounterparty>> GetCounterpartiesAsync(string? name, string? iban, CancellationToken cancellationToken) =>
        GetAsync(
            V1,
            "counterparties",
            new Query().With("name", name).With("iban", iban).With("limit", 1000),
            RevolutJson.Default.Counterparties,
            cancellationToken);

    /// <exception cref="ServiceRefusedException"><see cref="FaultKind.Duplicate"/> when it exists.</exception>
    public async Task<RevolutCounterparty> CreateCounterpartyAsync(RevolutNewCounterparty counterparty, CancellationToken cancellationToken)
    {
        var reply = await PostAsync(V1, "counterparty", counterparty, RevolutJson.Default.RevolutNewCounterparty, cancellationToken);
        return reply.Read(RevolutJson.Default.RevolutCounterparty);
    }

    private static string? Cut(string? reference) =>
        reference?.Length > LongestReference ? reference[..LongestReference] : reference;
}
