using System.Runtime.CompilerServices;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

public sealed partial class AnafClient
{
    /// <summary>How far back the list reaches.</summary>
    public static readonly TimeSpan ListWindow = TimeSpan.FromDays(60);

    // One second of drift between the clocks fails a listing. The end keeps a small distance, so that what was filed a moment ago
    // is found; where our clock is further ahead, ANAF's own clock, which its refusal quotes, is asked by.
    private static readonly TimeSpan EndMargin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnknownDrift = TimeSpan.FromMinutes(15);

    /// <summary>Lists messages page after page, as they are read. What is asked for beyond the 60 days or in the future is cut
    /// off; messages appear up to a quarter of an hour late, so let the stretches overlap.</summary>
    /// <param name="cif">Whose list, when it is not the company's own.</param>
    public async IAsyncEnumerable<AnafMessage> ListMessagesAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        MessageFilter filter = MessageFilter.All,
        string? cif = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var start = Later(from, now - ListWindow + StartMargin);
        var end = Earlier(to, now - EndMargin);
        for (var number = 1; start < end; number++)
        {
            (var page, end) = await PageAsync(start, end, new ListQuery(cif ?? connection.Cif, filter, number), cancellationToken);
            foreach (var listed in page?.Messages ?? [])
            {
                yield return AnafMessage.Of(listed);
            }

            if (page?.Messages is null || number >= (page.Pages ?? 1))
            {
                yield break;
            }
        }
    }

    /// <summary>Lists the messages of the last days in one call. ANAF gives at most 500 so: where there are more they are read by pages.</summary>
    /// <param name="days">1 to 60.</param>
    /// <param name="cif">Whose list, when it is not the company's own.</param>
    public async Task<IReadOnlyList<AnafMessage>> RecentMessagesAsync(
        int days, MessageFilter filter = MessageFilter.All, string? cif = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, ListWindow.Days);
        try
        {
            await TakeAsync("listaMesajeFactura", "", cancellationToken, cif);
            var query = new Query().With("zile", days).With("cif", cif ?? connection.Cif).With("filtru", Letter(filter));
            var reply = await caller.SendAsync(Request(HttpMethod.Get, "listaMesajeFactura", query), tokens, cancellationToken);
            var list = reply.Read(AnafJson.Default.AnafMessagePage);
            return list.Messages is null && list.Error is null
                ? throw reply.Unreadable("an answer without messages")
                : [.. (list.Messages ?? []).Select(AnafMessage.Of)];
        }
        catch (ServiceRefusedException refused) when (AnafWords.SaysTooMany(refused.Fault.Words))
        {
            var now = clock.GetUtcNow();
            return await ListMessagesAsync(now.AddDays(-days), now, filter, cif, cancellationToken).ToListAsync(cancellationToken);
        }
    }

    /// <summary>One page, or null behind the last; and the end of the stretch that ANAF's clock allowed.</summary>
    private async Task<(AnafMessagePage? Page, DateTimeOffset End)> PageAsync(
        DateTimeOffset start, DateTimeOffset end, ListQuery list, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(start, end, list, cancellationToken), end);
        }
        catch (ServiceRefusedException refused) when (AnafWords.SaysNoSuchPage(refused.Fault.Words))
        {
            return (null, end);
        }
        catch (ServiceRefusedException refused) when (AnafWords.SaysInFuture(refused.Fault.Words))
        {
            // ANAF's clock decides: once more, by the time it quotes.
            var theirs = AnafWords.ClockIn(refused.Fault.Words) ?? refused.Reply?.Date ?? clock.GetUtcNow() - UnknownDrift;
            var earlier = Earlier(theirs - EndMargin, end);
            return earlier <= start ? (null, end) : (await AskAsync(start, earlier, list, cancellationToken), earlier);
        }
    }

    private async Task<AnafMessagePage> AskAsync(
        DateTimeOffset start, DateTimeOffset end, ListQuery list, CancellationToken cancellationToken)
    {
        await TakeAsync("listaMesajePaginatieFactura", "", cancellationToken, list.Cif);
        var query = new Query()
            .With("startTime", start.ToUnixTimeMilliseconds())
            .With("endTime", end.ToUnixTimeMilliseconds())
            .With("cif", list.Cif)
            .With("pagina", list.Page)
            .With("filtru", Letter(list.Filter));
        var reply = await caller.SendAsync(Request(HttpMethod.Get, "listaMesajePaginatieFactura", query), tokens, cancellationToken);
        var page = reply.Read(AnafJson.Default.AnafMessagePage);
        return page.Messages is not null || page.Error is not null ? page : throw reply.Unreadable("an answer without messages");
    }

    private sealed record ListQuery(string Cif, MessageFilter Filter, int Page);

    private static string? Letter(MessageFilter filter) => filter switch
    {
        MessageFilter.Errors => "E",
        MessageFilter.Sent => "T",
        MessageFilter.Received => "P",
        MessageFilter.BuyerMessages => "R",
        _ => null,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
