using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>What an HTTP trigger knows by name: the query, and over it the route's values.</summary>
internal static class HttpBindingData
{
    public static IReadOnlyDictionary<string, object?> Read(HttpRequest request)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (request.QueryString.HasValue)
        {
            foreach (var (name, value) in request.Query)
            {
                data[name] = value.ToString();
            }
        }

        foreach (var (name, value) in request.RouteValues)
        {
            data[name] = value;
        }

        return data;
    }
}
