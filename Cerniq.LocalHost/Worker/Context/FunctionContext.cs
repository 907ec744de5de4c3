namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique to the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Stable for the function while the app is unchanged.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The trace this invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger knows by name: route values, message properties.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which repetition this is.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Room for middleware and function to leave things for each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>What the host adds to the invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller has gone, the time-out is over, or the host cannot wait any longer to stop.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
