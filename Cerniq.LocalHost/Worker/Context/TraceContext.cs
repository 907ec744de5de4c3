using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The W3C trace an invocation belongs to.</summary>
public abstract class TraceContext
{
    /// <summary>The traceparent header's value.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The tracestate header's value.</summary>
    public abstract string TraceState { get; }

    /// <summary>Attributes of the trace.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;
}
