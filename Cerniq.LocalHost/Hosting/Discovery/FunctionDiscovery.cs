using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>Finds the functions of an app by their attributes.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The functions among the public methods of these types.</summary>
    /// <exception cref="FunctionDiscoveryException">Some functions are declared wrongly; names every one.</exception>
    public static FunctionCatalog Find(IEnumerable<Type> types)
    {
        var faults = new List<string>();
        var functions = new Dictionary<string, HostedFunction>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in types.Where(IsCandidate).SelectMany(type => type.GetMethods(Methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>(inherit: false) is { } attribute
                && Read(attribute.Name, method, faults) is { } function
                && !functions.TryAdd(function.Name, function))
            {
                faults.Add($"Two functions are called '{function.Name}': {Place(functions[function.Name].Method)} and {Place(method)}.");
            }
        }

        return faults.Count == 0 ? new FunctionCatalog([.. functions.Values]) : throw new FunctionDiscoveryException(faults);
    }

    private static bool IsCandidate(Type type) =>
        type is { IsClass: true, ContainsGenericParameters: false }
        && (!type.IsAbstract || type.IsSealed)
        && type.Name[0] != '<'
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static HostedFunction? Read(string name, MethodInfo method, List<string> faults)
    {
        var place = Place(method);
        if (!ValidName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"'{name}' at {place} is not a function name: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.");
            return null;
        }

        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            faults.Add($"{place} is 'async void': the host could not see its end. Return a Task.");
            return null;
        }

        var triggers = method.GetParameters().Where(p => p.IsDefined(typeof(TriggerBindingAttribute), inherit: true)).ToArray();
        if (triggers.Length != 1)
        {
            faults.Add($"{place} has {triggers.Length} triggers instead of one.");
            return null;
        }

        var function = Create(name, method, triggers[0]);
        if (function.Outputs.FirstOrDefault(output => output.Queue?.EntityType == ServiceBusEntityType.Topic) is { } topic)
        {
            faults.Add($"{place} sends to the topic '{topic.Queue!.QueueOrTopicName}': only queues are served here.");
            return null;
        }

        if (function is { Retry: not null, Trigger: not TimerTriggerAttribute })
        {
            faults.Add($"{place} has a retry attribute, which a {function.TriggerType} does not honour.");
            return null;
        }

        return function;
    }

    private static HostedFunction Create(string name, MethodInfo method, ParameterInfo trigger)
    {
        var outputs = OutputBinding.Of(method);
        return new HostedFunction
        {
            Name = name,
            Method = method,
            TriggerParameter = trigger,
            Trigger = trigger.GetCustomAttribute<TriggerBindingAttribute>()!,
            Outputs = outputs,
            Definition = new LocalFunctionDefinition(name, method, outputs),
        };
    }

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    [GeneratedRegex(@"^[a-z][a-z0-9_\-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ValidName();
}
