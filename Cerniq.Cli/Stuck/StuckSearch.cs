using System.Text.Json;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Stuck;

/// <summary>Asks a running app for what has waited too long, page by page.</summary>
internal sealed class StuckSearch(AppConnection app)
{
    private const int PageSize = 200;

    /// <returns>What was found, the longest waiting first, and whether there may be more; or why nothing can be said.</returns>
    public async Task<StuckAnswer> FindAsync(StuckQuestion question, CancellationToken cancellationToken)
    {
        var found = new List<StuckInstance>();
        string? continuation = null;
        do
        {
            var answer = await AskAsync(question, Math.Min(PageSize, question.Top - found.Count), continuation, cancellationToken);
            if (answer.WhyNot is not null)
                return new StuckAnswer(found, false, answer.WhyNot);
            if (Read(answer.Body) is not { } page)
                return new StuckAnswer(found, false, $"{app.Address} answered with something else than a list of instances");
            if (page.Any(instance => instance.WaitingSince is null))
                return new StuckAnswer(found, false, $"{app.Address} does not tell what its instances wait for: only the embedded host does, not Azure");
            found.AddRange(page);
            continuation = answer.Continuation;
        }
        while (continuation is not null && found.Count < question.Top);

        return new StuckAnswer(found, continuation is not null, null);
    }

    private Task<AppAnswer> AskAsync(StuckQuestion question, int top, string? continuation, CancellationToken cancellationToken)
    {
        var path = $"runtime/webhooks/durabletask/instances?waitingLongerThan={question.LongerThan}&top={top}&showInput=false"
            + (question.WaitingFor is null ? "" : $"&waitingFor={Uri.EscapeDataString(question.WaitingFor)}");
        IReadOnlyList<KeyValuePair<string, string>> headers = continuation is null ? [] : [new(AppConnection.ContinuationHeader, continuation)];
        return app.SendAsync(HttpMethod.Get, path, null, cancellationToken, headers);
    }

    private static StuckInstance[]? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<StuckInstance[]>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="HasMore">There may be more than was asked for.</param>
/// <param name="WhyNot">Why the app could not be asked; null when it answered.</param>
internal sealed record StuckAnswer(IReadOnlyList<StuckInstance> Found, bool HasMore, string? WhyNot);
