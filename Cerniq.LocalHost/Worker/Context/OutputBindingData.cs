namespace Microsoft.Azure.Functions.Worker;

/// <summary>One of several outputs of a function, which middleware may read and replace.</summary>
public abstract class OutputBindingData<T>
{
    /// <summary>The property's name.</summary>
    public abstract string Name { get; }

    /// <summary>What the host will carry away.</summary>
    public abstract T? Value { get; set; }

    /// <summary>The binding's type, such as "http" or "serviceBus".</summary>
    public abstract string BindingType { get; }
}
