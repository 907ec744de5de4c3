using System.Text.Json.Serialization;

namespace Cerniq.LocalHost.Queues;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class QueueJson : JsonSerializerContext;
