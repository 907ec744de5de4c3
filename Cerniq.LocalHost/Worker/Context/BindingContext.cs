namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows by name.</summary>
public abstract class BindingContext
{
    /// <summary>Route values, message properties and the like.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
