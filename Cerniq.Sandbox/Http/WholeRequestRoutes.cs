namespace Cerniq.Sandbox.Http;

/// <summary>Routes whose handlers take the whole request; without the cast the framework would take them for raw delegates and drop
/// what they return.</summary>
internal static class WholeRequestRoutes
{
    public static void Get(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) => routes.MapGet(pattern, (Delegate)handle);

    public static void Post(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) => routes.MapPost(pattern, (Delegate)handle);

    public static void Put(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handle) => routes.MapPut(pattern, (Delegate)handle);
}
