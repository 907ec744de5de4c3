using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf;
using Cerniq.Sandbox.Economic;
using Cerniq.Sandbox.Revolut;

namespace Cerniq.Sandbox.Faults;

/// <summary>An HTTP status in the words and shape of the service that is stood in for.</summary>
internal static class ServiceError
{
    public static async Task WriteAsync(HttpContext context, string service, int status, int? retryAfter, TimeProvider time)
    {
        if (retryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        context.Response.StatusCode = status;
        if (status is 204 or 304 or (>= 100 and < 200))
        {
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Body(context, service, status, time).ToJsonString());
    }

    private static JsonObject Body(HttpContext context, string service, int status, TimeProvider time) => service switch
    {
        "oblio" => new JsonObject { ["status"] = status, ["statusMessage"] = OblioText(status) },
        "revolut" when context.Request.Path.Value!.EndsWith("/auth/token", StringComparison.OrdinalIgnoreCase) =>
            new JsonObject { ["error"] = "temporarily_unavailable", ["error_description"] = RevolutText(status) },
        "revolut" => RevolutAnswer.ErrorBody(RevolutCode(status), RevolutText(status), withId: true),
        "economic" => EconomicAnswer.ErrorBody(status, EconomicText(status), $"E0{status}00", time),
        _ when context.Request.Path.Value!.Contains("anaf-oauth2", StringComparison.OrdinalIgnoreCase) =>
            new JsonObject { ["error"] = status == 401 ? "invalid_client" : "server_error" },
        _ when status == 401 => new JsonObject { ["error"] = "invalid_token" },
        _ => AnafAnswer.CustomErrorBody(status, status >= 500 ? "Internal Server Error" : "Error", "A aparut o eroare tehnica.", time),
    };

    private static string OblioText(int status) => status switch
    {
        401 => "The access token provided has expired",
        429 => "Ati depasit numarul maxim de apeluri permise. Reincercati mai tarziu",
        >= 500 => "Eroare interna. Reincercati mai tarziu",
        _ => "Cererea nu a putut fi procesata",
    };

    private static int RevolutCode(int status) => status switch
    {
        401 => 1000,
        403 => 9002,
        404 => 3006,
        429 => 3162,
        503 => 5003,
        >= 500 => 5000,
        _ => 2101,
    };

    private static string RevolutText(int status) => status switch
    {
        401 => "Access token is invalid or has expired. Please refresh your access token or generate a new one following the 'Get a new access token' guide in the Revolut API docs.",
        403 => "Forbidden",
        404 => "Not found",
        429 => "Request rate limit has been reached. Try again later.",
        >= 500 => "Internal server error",
        _ => "Something went wrong",
    };

    private static string EconomicText(int status) => status switch
    {
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        429 => "Too many requests",
        503 => "Service unavailable",
        >= 500 => "Internal server error",
        _ => "Request failed",
    };
}
