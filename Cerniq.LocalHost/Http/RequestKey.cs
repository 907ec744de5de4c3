using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Reads the function key a request shows: header x-functions-key, or ?code= in the address.</summary>
public static class RequestKey
{
    private const string Header = "x-functions-key";
    private const string Query = "code";

    /// <summary>The header's key; the query is looked at only when there is no header. Null when it shows none.</summary>
    public static string? Read(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var header))
        {
            return header.ToString();
        }

        return request.Query.TryGetValue(Query, out var code) ? code.ToString() : null;
    }
}
