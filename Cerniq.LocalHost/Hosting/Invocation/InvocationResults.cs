using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>What an invocation has produced so far.</summary>
internal sealed class InvocationResults
{
    /// <summary>The method's result; null once it was taken apart into <see cref="Outputs"/>.</summary>
    public object? Returned { get; set; }

    public List<OutputValue> Outputs { get; } = [];

    /// <summary>Takes a result with several outputs apart, and one that goes to a queue away.</summary>
    public void Split(OutputBinding[] bindings)
    {
        if (Returned is not { } result || bindings.Length == 0 || bindings[0] is { IsReturn: true, Queue: null })
        {
            return;
        }

        Outputs.AddRange(bindings.Select(binding => new OutputValue(binding) { Value = binding.IsReturn ? result : binding.Read(result) }));
        Returned = null;
    }
}

internal sealed class OutputValue(OutputBinding binding)
{
    public OutputBinding Binding => binding;

    public object? Value { get; set; }
}

internal sealed class LocalInvocationResult(InvocationResults results) : InvocationResult
{
    public override object? Value
    {
        get => results.Returned;
        set => results.Returned = value;
    }
}

internal sealed class LocalInvocationResult<T>(InvocationResults results) : InvocationResult<T>
{
    public override T? Value
    {
        get => (T?)results.Returned;
        set => results.Returned = value;
    }
}

internal sealed class LocalOutputBindingData<T>(OutputValue output) : OutputBindingData<T>
{
    public override string Name => output.Binding.Name;

    public override T? Value
    {
        get => (T?)output.Value;
        set => output.Value = value;
    }

    public override string BindingType => output.Binding.Type;
}
