using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>A function made ready to be called: compiled once, when it is first called.</summary>
internal sealed class CompiledFunction(HostedFunction function, WorkerSerializer serializer)
{
    private readonly ParameterBinding[] _bindings =
        [.. function.Method.GetParameters().Select(parameter => ParameterBindings.For(function, parameter, serializer))];

    private readonly ObjectFactory? _create =
        function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);

    private readonly MethodDelegate _call = MethodCompiler.Compile(function.Method);

    public async Task<object?> CallAsync(LocalFunctionContext context)
    {
        var arguments = new object?[_bindings.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await _bindings[i](context);
        }

        var instance = _create?.Invoke(context.InstanceServices, arguments: null);
        try
        {
            return await _call(instance, arguments);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        switch (instance)
        {
            case IAsyncDisposable asynchronous: await asynchronous.DisposeAsync(); break;
            case IDisposable disposable: disposable.Dispose(); break;
        }
    }
}
