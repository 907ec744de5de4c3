using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Revolut;

/// <summary>A tenant's webhook at Revolut, seen to through the running app. Secrets stay in the app: none is ever asked for or printed.</summary>
internal sealed class WebhookWork(AppConnection app, string tenant, TextWriter output, TextWriter error)
{
    private const string Route = "revolut/webhook";

    /// <param name="url">The app's public address for Revolut; null for the one it knows of itself.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RegisterAsync(string? url, CancellationToken cancellationToken) =>
        await AskAsync<Registered>(HttpMethod.Post, $"{Route}/register", new { url }, registered =>
        {
            output.WriteLine($"registered: {registered.WebhookId}");
            Tell(registered);
        }, cancellationToken);

    /// <param name="overlapHours">How long the former secret is still believed.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RotateAsync(double overlapHours, CancellationToken cancellationToken) =>
        await AskAsync<Registered>(HttpMethod.Post, $"{Route}/rotate", new { overlapHours }, rotated =>
        {
            output.WriteLine($"rotated: {rotated.WebhookId} has a new secret");
            Tell(rotated);
        }, cancellationToken);

    /// <returns>The exit code.</returns>
    public async Task<int> ListAsync(CancellationToken cancellationToken) =>
        await AskAsync<Page<Registered>>(HttpMethod.Get, "revolut/webhooks", null, page =>
        {
            foreach (var webhook in page.Items)
            {
                output.WriteLine($"{webhook.WebhookId}{(webhook.IsOurs ? "  (ours)" : "")}");
                Tell(webhook);
            }

            output.WriteLine($"webhooks: {page.Items.Count}, ours: {page.Items.Count(webhook => webhook.IsOurs)}");
        }, cancellationToken);

    /// <summary>What was turned away, and what to see to.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RefusedAsync(int limit, CancellationToken cancellationToken) =>
        await AskAsync<Page<Refused>>(HttpMethod.Get, $"revolut/refused?limit={limit}", null, page =>
        {
            foreach (var kind in page.Items.GroupBy(refused => (refused.Reason, refused.Advice)))
            {
                output.WriteLine($"{kind.Key.Reason}: {kind.Count()}, last {kind.Max(refused => refused.ReceivedAt):yyyy-MM-dd HH:mm:ss'Z'}");
                output.WriteLine($"  {kind.Key.Advice}");
            }

            output.WriteLine($"refused: {page.Items.Count}{(page.Continuation is null ? "" : " and more")}");
        }, cancellationToken);

    /// <summary>Has the app look at them again, by the secret it has now.</summary>
    /// <returns>The exit code: 1 while some are still refused.</returns>
    public async Task<int> ReplayAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        var code = await AskAsync<Replayed>(HttpMethod.Post, "revolut/refused/replay", null, result =>
        {
            left = result.StillRefused;
            output.WriteLine($"taken: {result.Taken}, known already: {result.Duplicates}, still refused: {result.StillRefused}");
        }, cancellationToken);
        return code == ExitCode.Ok && left > 0 ? ExitCode.Invalid : code;
    }

    private void Tell(Registered webhook)
    {
        output.WriteLine($"  address: {webhook.Url}");
        output.WriteLine($"  events: {string.Join(", ", webhook.Events)}");
        if (webhook.RotatedAt is { } rotated)
            output.WriteLine($"  secret changed: {rotated:yyyy-MM-dd HH:mm:ss'Z'}");
        if (webhook.FormerUntil is { } until)
            output.WriteLine($"  former secret believed until: {until:yyyy-MM-dd HH:mm:ss'Z'}");
    }

    private async Task<int> AskAsync<T>(HttpMethod method, string route, object? body, Action<T> tell, CancellationToken cancellationToken)
        where T : class
    {
        using var content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        var answer = await app.SendAsync(method, AppConnection.TenantPath(tenant, route), content, cancellationToken);
        if (answer.WhyNot is { } whyNot)
        {
            error.WriteLine(whyNot);
            return answer.Status is System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.BadGateway
                ? ExitCode.Invalid
                : ExitCode.Unreadable;
        }

        if (Read<T>(answer.Body) is not { } read)
        {
            error.WriteLine($"{app.Address} answered something else than was asked for; is it the app, in this version?");
            return ExitCode.Unreadable;
        }

        tell(read);
        return ExitCode.Ok;
    }

    private static T? Read<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Page<T>(IReadOnlyList<T> Items, string? Continuation);

    private sealed record Registered(
        string WebhookId, string Url, IReadOnlyList<string> Events, DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil, bool IsOurs = false);

    private sealed record Refused(string Reason, string Advice, DateTimeOffset ReceivedAt);

    private sealed record Replayed(int Taken, int Duplicates, int StillRefused);
}
