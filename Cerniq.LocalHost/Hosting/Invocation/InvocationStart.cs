using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>What a trigger hands to an invocation.</summary>
internal sealed class InvocationStart
{
    /// <summary>In the trigger's own terms: the request, the message, the timer's info, the activity's JSON, the orchestration's context.</summary>
    public required object? TriggerValue { get; init; }

    public HttpContext? Http { get; init; }

    /// <summary>Cancelled when the host cannot wait any longer; false where the trigger has a token for that itself.</summary>
    public bool EndsWithHost { get; init; } = true;

    public RetryContext? Retry { get; init; }

    /// <summary>Names the trigger knows, read only when asked for.</summary>
    public Func<IReadOnlyDictionary<string, object?>>? BindingData { get; init; }

    public IReadOnlyDictionary<string, object?> ReadBindingData() => BindingData?.Invoke() ?? ImmutableDictionary<string, object?>.Empty;
}
