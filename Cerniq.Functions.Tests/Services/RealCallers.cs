using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

/// <summary>Callers over real HTTP, for the tests against the stand-ins.</summary>
internal static class RealCallers
{
    public static ServiceCallers Create()
    {
        var metrics = new ServiceMetrics();
        return new ServiceCallers(
            ServiceHttp.Create(), new StubService.OpenGate(), new RateLimitOptions(), new NoTrail(), metrics, TimeProvider.System);
    }

    private sealed class NoTrail : IAuditSink
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
