using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Compiles the functions while the host starts, so that a first call need not wait for it, and one that can never
/// be called is told at once.</summary>
internal sealed class FunctionPreparation(FunctionCatalog functions, FunctionInvoker invoker, ILogger<FunctionPreparation> log)
{
    public Task RunAsync() => Task.Run(() =>
    {
        foreach (var function in functions.All)
        {
            Prepare(function);
        }
    });

    private void Prepare(HostedFunction function)
    {
        try
        {
            invoker.Prepare(function);
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or ArgumentException or NotSupportedException)
        {
            log.CannotPrepare(unfit, function.Name);
        }
    }
}
