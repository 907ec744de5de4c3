using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>The id that ties a refused request to its caller's records.</summary>
internal static class CorrelationId
{
    public const string Header = "x-correlation-id";

    private const int MaxLength = 128;

    /// <summary>The caller's id when it is short and plain, else a new one.</summary>
    public static string Of(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 and <= MaxLength } given && given.All(IsPlain)
            ? given
            : Guid.NewGuid().ToString();

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
