using Cerniq.LocalHost.Hosting.Invocation;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Reads and replaces an invocation's results.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The function's own result.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new LocalInvocationResult(Results(context));

    /// <summary>The function's own result as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">The result is of another type.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var results = Results(context);
        return results.Returned is null or T
            ? new LocalInvocationResult<T>(results)
            : throw new InvalidOperationException(
                $"The result of '{context.FunctionDefinition.Name}' is a {results.Returned.GetType()}, not a {typeof(T)}.");
    }

    /// <summary>The outputs beside the result whose value is a <typeparamref name="T"/>.</summary>
    public static IEnumerable<OutputBindingData<T>> GetOutputBindings<T>(this FunctionContext context) =>
        Results(context).Outputs.Where(output => output.Value is T).Select(output => new LocalOutputBindingData<T>(output));

    private static InvocationResults Results(FunctionContext context) =>
        context.Features.Get<InvocationResults>()
        ?? throw new InvalidOperationException("This context was not made by the host.");
}
