using System.Net;
using System.Text.Json;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cerniq.LocalHost.Http;

/// <summary>The host's own routes under /admin. All but ping need the master key.</summary>
internal sealed class AdminEndpoints(
    FunctionCatalog functions, HostSettings settings, HostKeys keys, HostStatus status, FunctionStarter starter)
{
    private const int MaxInput = 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/admin/host/ping", ["GET", "POST"], static http => Task.CompletedTask);
        routes.MapGet("/admin/host/status", Guard(http => http.Response.WriteAsJsonAsync(status.Read(), AdminJson.Default.HostStatusReport)));
        routes.MapGet("/admin/functions", Guard(http => http.Response.WriteAsJsonAsync(
            [.. functions.All.Select(function => FunctionReport.Of(function, settings, http.Request))], AdminJson.Default.FunctionReportArray)));
        routes.MapGet("/admin/functions/{name}", Guard(DescribeAsync));
        routes.MapPost("/admin/functions/{name}", Guard(StartAsync));
    }

    private RequestDelegate Guard(RequestDelegate next) => http =>
        keys.IsMaster(RequestKey.Read(http.Request)) ? next(http) : Unauthorized.WriteAsync(http);

    private Task DescribeAsync(HttpContext http) =>
        Find(http) is { } function
            ? http.Response.WriteAsJsonAsync(FunctionReport.Of(function, settings, http.Request), AdminJson.Default.FunctionReport)
            : NotFoundAsync(http);

    private async Task StartAsync(HttpContext http)
    {
        if (Find(http) is not { } function)
        {
            await NotFoundAsync(http);
            return;
        }

        if (await ReadInputAsync(http) is not { } input)
        {
            await Problem.WriteAsync(http, HttpStatusCode.BadRequest, "Bad request", "The body must be JSON: {\"input\":\"…\"}.");
            return;
        }

        if (await starter.StartAsync(function, input))
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            await Problem.WriteAsync(
                http, HttpStatusCode.BadRequest, "Bad request", $"A function with a {function.TriggerType} is not started this way.");
        }
    }

    private HostedFunction? Find(HttpContext http) => functions.Find((string)http.Request.RouteValues["name"]!);

    private static Task NotFoundAsync(HttpContext http) => Problem.WriteAsync(http, HttpStatusCode.NotFound, "Not found");

    private static async Task<string?> ReadInputAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxInput)
        {
            return null;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object
                ? body.RootElement.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.String ? input.GetString()! : ""
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
