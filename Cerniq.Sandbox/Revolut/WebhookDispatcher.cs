using System.Collections.Concurrent;
using System.Text;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>Delivers events at least once: one try and three more, then they are listed as failed. What waits is in the store, so a
/// restart goes on with it. Events of one transaction keep their order; different ones go side by side.</summary>
internal sealed partial class WebhookDispatcher(SandboxStore store, SandboxClock clock, TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private const int SideBySide = 16;

    /// <summary>The waits before the second, third and fourth try, in milliseconds; Revolut's own are ten minutes each.
    /// A faster clock shortens them; one that stands still does not stop them.</summary>
    private static readonly int[] Waits = [2000, 4000, 8000];

    private readonly ConcurrentDictionary<string, string> _underWay = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25), time);
        while (await Ticks.NextAsync(timer, stoppingToken))
        {
            if (_underWay.Count < SideBySide)
            {
                StartDue(stoppingToken);
            }
        }
    }

    // An event that has to wait holds back the later ones of its lane, also when the lane becomes free meanwhile.
    private void StartDue(CancellationToken stopping)
    {
        var heldBack = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in store.Read(session => session.Due(RevolutEvents.DeliverWork, clock.RealMilliseconds)))
        {
            if (_underWay.Count >= SideBySide)
            {
                return;
            }

            if (store.Read(session => session.Find(RevolutDelivery.Kept, id)) is { } delivery)
            {
                var lane = $"{delivery.WebhookId}/{delivery.Subject}";
                if (heldBack.Contains(lane) || !_underWay.TryAdd(lane, id))
                {
                    heldBack.Add(lane);
                    continue;
                }

                Start(id, lane, stopping);
            }
        }
    }

    // The list of due events may be older than the end of one of them: with its lane taken, what is read now is true.
    private void Start(string id, string lane, CancellationToken stopping)
    {
        if (store.Read(session => session.IsDue(RevolutEvents.DeliverWork, id, clock.RealMilliseconds) ? session.Find(RevolutDelivery.Kept, id) : null) is { } delivery)
        {
            _ = DeliverAsync(delivery, lane, stopping);
        }
        else
        {
            _underWay.TryRemove(lane, out _);
        }
    }

    private async Task DeliverAsync(RevolutDelivery delivery, string lane, CancellationToken stopping)
    {
        try
        {
            var webhook = store.Read(session => session.Find(RevolutWebhook.Kept, delivery.WebhookId));
            var outcome = webhook is null ? "webhook deleted" : await SendAsync(webhook, delivery, stopping);
            await store.WriteAsync(session => Settle(session, delivery, outcome, exists: webhook is not null));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Still in the store; the next start delivers it.
        }
#pragma warning disable CA1031 // It stays due: the next tick tries again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailure(delivery.Id, failure);
        }
        finally
        {
            _underWay.TryRemove(lane, out _);
        }
    }

    private async Task<string?> SendAsync(RevolutWebhook webhook, RevolutDelivery delivery, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var timestamp = now.ToUnixTimeMilliseconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Revolut-Request-Timestamp", $"{timestamp}");
        request.Headers.Add("Revolut-Signature", string.Join(',', webhook.Secrets.Where(secret => secret.IsActive(now)).Select(secret => RevolutSignature.Of(secret.Value, timestamp, delivery.Body))));
        try
        {
            using var response = await _http.SendAsync(request, stopping);
            return response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !stopping.IsCancellationRequested))
        {
            return failure.Message;
        }
    }

    private void Settle(StoreSession session, RevolutDelivery delivery, string? outcome, bool exists)
    {
        var tried = delivery with { Attempts = delivery.Attempts + 1, LastSentAt = time.GetUtcNow(), LastOutcome = outcome };
        if (outcome is not null && exists && tried.Attempts <= Waits.Length)
        {
            session.Put(RevolutDelivery.Kept, tried);
            session.Schedule(RevolutEvents.DeliverWork, delivery.Id, clock.RealMilliseconds + (long)(Waits[tried.Attempts - 1] / Math.Max(1, clock.Speed)));
            return;
        }

        session.Put(RevolutDelivery.Kept, tried with { State = outcome is null ? "delivered" : "failed" });
        session.Unschedule(RevolutEvents.DeliverWork, delivery.Id);
    }

    [LoggerMessage(1, LogLevel.Error, "Delivery {Id} failed unexpectedly and will be tried again")]
    private partial void LogFailure(string id, Exception failure);
}
