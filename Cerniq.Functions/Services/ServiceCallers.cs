using System.Collections.Concurrent;
using Cerniq.Functions.Audit;

namespace Cerniq.Functions.Services;

/// <summary>One <see cref="ServiceCaller"/> per service, shared by all tenants' clients.</summary>
public sealed class ServiceCallers(
    HttpMessageInvoker http, IRateGate gate, RateLimitOptions limits, IAuditSink audit, ServiceMetrics metrics, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ServiceCaller> callers = new(StringComparer.Ordinal);

    public TimeProvider Clock { get; } = clock;

    public ServiceCaller For(ServiceProfile profile) => callers.GetOrAdd(
        profile.Service, _ => new ServiceCaller(profile, http, gate, limits, audit, metrics, Clock));
}
