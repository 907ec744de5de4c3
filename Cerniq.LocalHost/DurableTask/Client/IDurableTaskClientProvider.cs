namespace Microsoft.DurableTask.Client;

/// <summary>Gives the client of a task hub.</summary>
public interface IDurableTaskClientProvider
{
    DurableTaskClient GetClient(string? name = null);
}
