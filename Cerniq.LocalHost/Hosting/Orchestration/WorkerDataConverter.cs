using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>Orchestrations speak the JSON of the worker's serializer.</summary>
internal sealed class WorkerDataConverter(WorkerSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) => serializer.Write(value);

    public override object? Deserialize(string? data, Type targetType) =>
        targetType == typeof(FunctionOrchestrator.NotRead) ? null : serializer.Read(data, targetType);
}
