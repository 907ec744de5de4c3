using System.Net;
using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Answers a request that showed no key or a wrong one; the answer does not tell which.</summary>
internal static class Unauthorized
{
    public static Task WriteAsync(HttpContext http) =>
        Problem.WriteAsync(
            http, HttpStatusCode.Unauthorized, "Unauthorized", "A valid key is needed: header x-functions-key, or ?code= in the address.");
}
