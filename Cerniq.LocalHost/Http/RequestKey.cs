using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Reads the function key a request shows.</summary>
internal static class RequestKey
{
    private const string Header = "x-functions-key";
    private const string Query = "code";

    /// <summary>The header's key; the query is looked at only when there is no header.</summary>
    public static string? Read(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var header))
        {
            return header.ToString();
        }

        return request.Query.TryGetValue(Query, out var code) ? code.ToString() : null;
    }
}
