using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Turns a route value or message property into a parameter's type.</summary>
internal static class NamedValue
{
    /// <summary>The value as the parameter's type.</summary>
    /// <exception cref="FunctionInputException">The text does not fit the type.</exception>
    public static object? Convert(object value, ParameterInfo parameter, string function)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsInstanceOfType(value))
        {
            return value;
        }

        var text = System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
        try
        {
            return type == typeof(string) ? text : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception unfit) when (unfit is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new FunctionInputException(function, parameter.Name!, $"its value is not a {type.Name}", unfit);
        }
    }
}

/// <summary>A parameter of a function could not be given a value.</summary>
public sealed class FunctionInputException(string function, string parameter, string reason, Exception? inner = null)
    : Exception($"The parameter '{parameter}' of the function '{function}' cannot be bound: {reason}.", inner);
