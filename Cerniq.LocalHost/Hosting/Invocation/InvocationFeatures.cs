using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>The host's own features and whatever middleware adds.</summary>
internal sealed class InvocationFeatures(LocalFunctionContext context) : IInvocationFeatures
{
    private Dictionary<Type, object>? _added;

    public void Set<T>(T instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        (_added ??= [])[typeof(T)] = instance;
    }

    public T? Get<T>()
    {
        if (_added is not null && _added.TryGetValue(typeof(T), out var added))
        {
            return (T)added;
        }

        return context.Results is T results ? results : context is T self ? self : default;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => (_added ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
