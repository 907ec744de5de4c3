using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>A method as its name.</summary>
internal sealed class HttpMethodJson : JsonConverter<HttpMethod>
{
    public override HttpMethod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("An HTTP method has a name."));

    public override void Write(Utf8JsonWriter writer, HttpMethod value, JsonSerializerOptions options) => writer.WriteStringValue(value.Method);
}

/// <summary>Headers as an object: one value as a text, several as a list.</summary>
internal sealed class HttpHeadersJson : JsonConverter<IDictionary<string, StringValues>>
{
    public override IDictionary<string, StringValues> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in json.RootElement.EnumerateObject())
        {
            headers[header.Name] = header.Value.ValueKind == JsonValueKind.Array
                ? new StringValues([.. header.Value.EnumerateArray().Select(value => value.GetString())])
                : new StringValues(header.Value.GetString());
        }

        return headers;
    }

    public override void Write(Utf8JsonWriter writer, IDictionary<string, StringValues> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in value)
        {
            if (values.Count == 1)
            {
                writer.WriteString(name, values[0]);
                continue;
            }

            writer.WriteStartArray(name);
            foreach (var one in values)
            {
                writer.WriteStringValue(one);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

/// <summary>The one kind of token source there is.</summary>
internal sealed class TokenSourceJson : JsonConverter<TokenSource>
{
    private const string Kind = "AzureManagedIdentity";

    public override TokenSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var source = json.RootElement;
        return source.GetProperty("kind").GetString() == Kind
            ? new ManagedIdentityTokenSource(
                source.GetProperty("resource").GetString()!,
                source.TryGetProperty("options", out var chosen) ? chosen.Deserialize<ManagedIdentityOptions>() : null)
            : throw new JsonException($"There is no token source of the kind '{source.GetProperty("kind")}'.");
    }

    public override void Write(Utf8JsonWriter writer, TokenSource value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Kind);
        writer.WriteString("resource", value.Resource);
        if (value is ManagedIdentityTokenSource { Options: { } chosen })
        {
            writer.WritePropertyName("options");
            JsonSerializer.Serialize(writer, chosen);
        }

        writer.WriteEndObject();
    }
}
