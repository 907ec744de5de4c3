using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>Something a function's result carries out: the result itself ("$return") or one property of it.</summary>
internal sealed class OutputBinding
{
    public const string Return = "$return";

    private readonly Lazy<Func<object, object?>>? _read;

    private OutputBinding(string name, string type, ServiceBusOutputAttribute? queue, PropertyInfo? property)
    {
        Name = name;
        Type = type;
        Queue = queue;
        _read = property is null ? null : new Lazy<Func<object, object?>>(() => Compile(property));
    }

    public string Name { get; }

    public string Type { get; }

    /// <summary>Set when the value goes to a queue.</summary>
    public ServiceBusOutputAttribute? Queue { get; }

    public bool IsReturn => _read is null;

    /// <summary>The property's value in a result.</summary>
    public object? Read(object result) => _read!.Value(result);

    /// <summary>The outputs of a method, from its own attributes or from its result's properties.</summary>
    public static OutputBinding[] Of(MethodInfo method)
    {
        if (method.GetCustomAttribute<OutputBindingAttribute>() is { } attribute)
        {
            return [new OutputBinding(Return, BindingTypes.Of(attribute), attribute as ServiceBusOutputAttribute, property: null)];
        }

        var properties = ReturnedType.Of(method).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var marked = properties.Where(property => property.IsDefined(typeof(OutputBindingAttribute))).ToArray();
        return marked.Length == 0
            ? []
            : [.. marked.Concat(properties.Where(IsPlainHttpResult)).Distinct().Select(FromProperty)];
    }

    private static bool IsPlainHttpResult(PropertyInfo property) =>
        typeof(IActionResult).IsAssignableFrom(property.PropertyType) || typeof(IResult).IsAssignableFrom(property.PropertyType);

    private static OutputBinding FromProperty(PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<OutputBindingAttribute>();
        var type = attribute is null ? BindingTypes.Http : BindingTypes.Of(attribute);
        return new OutputBinding(property.Name, type, attribute as ServiceBusOutputAttribute, property);
    }

    private static Func<object, object?> Compile(PropertyInfo property)
    {
        var result = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(result, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), result).Compile();
    }
}
