using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>The id that ties a refused request to its caller's records.</summary>
internal static class CorrelationId
{
    public const string Header = "x-correlation-id";

    private const int MaxLength = 128;

    /// <summary>The id the app has put on the response, else the caller's when it is short and plain, else a new one.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Response.Headers[Header].ToString() is { Length: > 0 } chosen)
        {
            return chosen;
        }

        return http.Request.Headers[Header].ToString() is { Length: > 0 and <= MaxLength } given && given.All(IsPlain)
            ? given
            : Guid.NewGuid().ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
