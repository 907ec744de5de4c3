using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using WorkerFromBody = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Cerniq.LocalHost.Tests.Http;

internal sealed class Greeter
{
    public string Greet(string name) => $"Hello, {name}";
}

internal sealed record Parcel(string Name, int Weight);

/// <summary>The HTTP functions the tests call.</summary>
internal sealed class HttpFunctions(Greeter greeter)
{
    [Function("Greet")]
    public IActionResult Greet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(new { Message = greeter.Greet(name), request.Method });

    [Function("Types")]
    public static async Task<IResult> TypesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "types/{number:int}/{big}/{id}")] HttpRequest request,
        int number,
        long big,
        Guid id,
        FunctionContext context,
        string? absent,
        int preset = 7,
        CancellationToken cancellation = default)
    {
        await Task.Yield();
        return Results.Ok(new { number, big, id, context.FunctionDefinition.Name, cancellation.CanBeCanceled, absent, preset, request.Path.Value });
    }

    [Function("Nothing")]
    public static void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "delete")] HttpRequest request) =>
        request.HttpContext.Response.StatusCode = StatusCodes.Status204NoContent;

    [Function("Body")]
    public static Task<IActionResult> BodyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [WorkerFromBody] Parcel parcel) =>
        Task.FromResult<IActionResult>(new OkObjectResult(parcel with { Name = parcel.Name + request.Method }));

    [Function("Length")]
    public static async Task<IActionResult> LengthAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
        var counted = new MemoryStream();
        await request.Body.CopyToAsync(counted, request.HttpContext.RequestAborted);
        return new OkObjectResult(counted.Length);
    }

    [Function("Fails")]
    public static IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException($"secret inside {request.Path}");

    [Function("Optional")]
    public static IResult Optional(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "options", Route = "optional/{kind:alpha}/{page:int?}")] HttpRequest request,
        string kind,
        int? page) => Results.Text($"{request.Method} {kind} {page?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}");

    [Function("Plain")]
    public static Parcel Plain([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new(request.Method, 3);
}

/// <summary>One function of each level.</summary>
internal static class GuardedFunctions
{
    [Function("Open")]
    public static IActionResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Answer(request);

    [Function("Function")]
    public static IActionResult Function([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Answer(request);

    [Function("System")]
    public static IActionResult System([HttpTrigger(AuthorizationLevel.System, "get")] HttpRequest request) => Answer(request);

    [Function("Admin")]
    public static IActionResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Answer(request);

    private static OkObjectResult Answer(HttpRequest request) => new(request.Path.Value);
}
