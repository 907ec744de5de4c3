using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Turns a function's result into the response.</summary>
internal static class HttpAnswer
{
    private static readonly ActionDescriptor NoAction = new();

    /// <summary>The result itself, or the output among several that answers the request.</summary>
    public static object? Choose(InvocationResults results)
    {
        if (results.Returned is { } returned)
        {
            return returned;
        }

        foreach (var output in results.Outputs)
        {
            if (output.Binding.Type == BindingTypes.Http && output.Value is not null)
            {
                return output.Value;
            }
        }

        return null;
    }

    /// <summary>Writes the result; with none, the response stays as the function left it.</summary>
    public static Task WriteAsync(HttpContext http, object? result) => result switch
    {
        null => Task.CompletedTask,
        HttpResponseData worker => LocalHttpResponseData.WriteAsync(http.Response, worker),
        IActionResult action => action.ExecuteResultAsync(ActionContextOf(http)),
        IResult minimal => minimal.ExecuteAsync(http),
        _ => new ObjectResult(result).ExecuteResultAsync(ActionContextOf(http)),
    };

    private static ActionContext ActionContextOf(HttpContext http) => new(http, http.GetRouteData(), NoAction);
}
