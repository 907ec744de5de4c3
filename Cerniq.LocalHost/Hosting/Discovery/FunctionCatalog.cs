using System.Collections.Frozen;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>The functions of the app.</summary>
internal sealed class FunctionCatalog
{
    private readonly FrozenDictionary<string, HostedFunction> _byName;

    public FunctionCatalog(IReadOnlyList<HostedFunction> functions)
    {
        All = functions;
        _byName = functions.ToFrozenDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<HostedFunction> All { get; }

    public HostedFunction? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The functions with this kind of trigger.</summary>
    public IEnumerable<(HostedFunction Function, T Trigger)> WithTrigger<T>()
        where T : TriggerBindingAttribute =>
        All.Where(function => function.Trigger is T).Select(function => (function, (T)function.Trigger));
}
