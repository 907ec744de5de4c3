namespace Microsoft.Azure.Functions.Worker;

/// <summary>A function's result, which middleware may read and replace.</summary>
public abstract class InvocationResult<T>
{
    /// <summary>The result.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>A function's result, whatever its type.</summary>
public abstract class InvocationResult : InvocationResult<object>;
