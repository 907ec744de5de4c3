using System.Threading.RateLimiting;
using Cerniq.LocalHost.Hosting.Configuration;

namespace Cerniq.LocalHost.Http;

/// <summary>Honours host.json's maxConcurrentRequests and maxOutstandingRequests.</summary>
internal sealed class RequestLimiter : IDisposable
{
    private readonly ConcurrencyLimiter? _limiter;

    public RequestLimiter(HostSettings settings)
    {
        var running = settings.MaxConcurrentRequests > 0 ? settings.MaxConcurrentRequests : settings.MaxOutstandingRequests;
        if (running <= 0)
        {
            return;
        }

        var waiting = settings.MaxOutstandingRequests > 0 ? Math.Max(0, settings.MaxOutstandingRequests - running) : int.MaxValue;
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = running, QueueLimit = waiting });
    }

    /// <summary>Waits for a place; a permit that is not acquired means that there is no place to wait either.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellation) =>
        _limiter?.AcquireAsync(1, cancellation) ?? new ValueTask<RateLimitLease>(Unlimited.Instance);

    public void Dispose() => _limiter?.Dispose();

    private sealed class Unlimited : RateLimitLease
    {
        public static readonly Unlimited Instance = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
