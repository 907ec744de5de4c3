using System.Linq.Expressions;
using System.Reflection;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Calls a method whose result is awaited to an object, or null where it has none.</summary>
/// <param name="instance">Null for a static method.</param>
/// <param name="arguments">One per parameter, each of the parameter's type.</param>
internal delegate Task<object?> MethodDelegate(object? instance, object?[] arguments);

/// <summary>Compiles a method into a <see cref="MethodDelegate"/>.</summary>
/// <remarks>Awaits go on in the caller's synchronisation context: an orchestrator must not leave the engine's.</remarks>
internal static class MethodCompiler
{
    private static readonly Task<object?> Nothing = Task.FromResult<object?>(null);

    public static MethodDelegate Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object[]));
        var values = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!), method, values);
        return Expression.Lambda<MethodDelegate>(Awaited(call), instance, arguments).Compile();
    }

    private static Expression Awaited(MethodCallExpression call)
    {
        var type = call.Type;
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Constant(Nothing));
        }

        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return Expression.Call(typeof(MethodCompiler), nameof(End), [], type == typeof(Task) ? call : AsTask(call));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>)))
        {
            var task = open == typeof(Task<>) ? (Expression)call : AsTask(call);
            return Expression.Call(typeof(MethodCompiler), nameof(Result), [type.GetGenericArguments()[0]], task);
        }

        return Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    private static MethodCallExpression AsTask(Expression call) => Expression.Call(call, nameof(ValueTask.AsTask), []);

    private static async Task<object?> End(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> Result<T>(Task<T> task) => await task;
}
