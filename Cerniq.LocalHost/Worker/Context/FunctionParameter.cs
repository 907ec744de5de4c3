using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function.</summary>
public class FunctionParameter(
    string name, Type type, bool hasDefaultValue, object? defaultValue, IReadOnlyDictionary<string, object> properties)
{
    /// <summary>A parameter without a default.</summary>
    public FunctionParameter(string name, Type type)
        : this(name, type, hasDefaultValue: false, defaultValue: null, ImmutableDictionary<string, object>.Empty)
    {
    }

    /// <summary>A parameter that may have a default.</summary>
    public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue)
        : this(name, type, hasDefaultValue, defaultValue, ImmutableDictionary<string, object>.Empty)
    {
    }

    /// <summary>The name in the code.</summary>
    public string Name { get; } = name;

    /// <summary>The type in the code.</summary>
    public Type Type { get; } = type;

    /// <summary>Whether it may be left out.</summary>
    public bool HasDefaultValue { get; } = hasDefaultValue;

    /// <summary>True when null fits.</summary>
    public bool IsReferenceOrNullableType => !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null;

    /// <summary>The value when left out.</summary>
    public object? DefaultValue { get; } = defaultValue;

    /// <summary>What bindings add.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; } = properties;
}
