using System.Text.Json;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>The names of the source document.</summary>
internal static class CancellationNames
{
    public static string Name(this CancellationReasonCode code) => Written(code);

    public static string Name(this CancellationRequester requester) => Written(requester);

    public static string Name(this CancellationType type) => Written(type);

    public static string Name(this CancellationStatus status) => Written(status);

    private static string Written<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value, CerniqJson.Options).GetString()!;
}
