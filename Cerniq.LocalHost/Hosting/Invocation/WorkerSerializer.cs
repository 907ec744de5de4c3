using System.Text;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>The serializer of <see cref="WorkerOptions"/>, for text.</summary>
internal sealed class WorkerSerializer(IOptions<WorkerOptions> options)
{
    private readonly ObjectSerializer _serializer = options.Value.Serializer ?? new WorkerOptions().Serializer!;

    public object? Read(string? json, Type type) => json is null ? null : Read(Encoding.UTF8.GetBytes(json), type);

    public object? Read(byte[] utf8, Type type)
    {
        using var stream = new MemoryStream(utf8, writable: false);
        return _serializer.Deserialize(stream, type, CancellationToken.None);
    }

    public ValueTask<object?> ReadAsync(Stream stream, Type type, CancellationToken cancellation) =>
        _serializer.DeserializeAsync(stream, type, cancellation);

    public string? Write(object? value) => value is null ? null : WriteData(value).ToString();

    public BinaryData WriteData(object value) => _serializer.Serialize(value, value.GetType(), CancellationToken.None);
}
