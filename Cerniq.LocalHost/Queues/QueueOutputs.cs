using System.Collections;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.Extensions.Configuration;

namespace Cerniq.LocalHost.Queues;

/// <summary>Carries a function's outputs to their queues.</summary>
internal sealed class QueueOutputs(Lazy<LocalQueues> queues, IConfiguration settings, WorkerSerializer serializer)
{
    /// <summary>Sends every output that goes to a queue; all are on disk when this returns.</summary>
    public async Task SendAsync(InvocationResults results)
    {
        foreach (var output in results.Outputs)
        {
            if (output is { Value: { } value, Binding.Queue: { } target })
            {
                var messages = Messages(value).ToArray();
                await queues.Value.SendAsync(SettingName.Resolve(target.QueueOrTopicName, settings), messages);
            }
        }
    }

    private IEnumerable<QueueMessage> Messages(object value) => value switch
    {
        string or byte[] or BinaryData => [Message(value)],
        IDictionary => [Message(value)],
        IEnumerable many => many.Cast<object>().Select(Message),
        _ => [Message(value)],
    };

    private QueueMessage Message(object value) => value switch
    {
        string text => new QueueMessage(text),
        byte[] bytes => new QueueMessage(BinaryData.FromBytes(bytes)),
        BinaryData data => new QueueMessage(data),
        _ => new QueueMessage(serializer.WriteData(value)) { ContentType = "application/json" },
    };
}
