using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Http;

/// <summary>Gives every HTTP function its route.</summary>
internal static class HttpFunctionEndpoints
{
    /// <summary>Maps every HTTP function.</summary>
    /// <exception cref="HostConfigurationException">A route is not a valid template.</exception>
    public static void Map(IEndpointRouteBuilder routes, FunctionCatalog functions, HostSettings settings, HttpFunctionRunner runner)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (function, trigger) in functions.WithTrigger<HttpTriggerAttribute>())
        {
            RefuseTaken(taken, function.Name, trigger, settings);
            RequestDelegate run = http => runner.RunAsync(function, trigger.AuthLevel, http);
            var pattern = Parse(function.Name, RouteOf(function.Name, trigger, settings));
            var endpoint = trigger.Methods is { Length: > 0 } methods
                ? routes.MapMethods(pattern, methods, run)
                : routes.Map(pattern, run);
            endpoint.WithDisplayName(function.Name).WithMetadata(function);
        }
    }

    /// <summary>The function's route with the host's prefix, such as "/api/tenants/{tenant}".</summary>
    public static string RouteOf(string function, HttpTriggerAttribute trigger, HostSettings settings)
    {
        var route = (trigger.Route ?? function).TrimStart('/');
        return settings.RoutePrefix.Length == 0 ? $"/{route}" : $"/{settings.RoutePrefix}/{route}";
    }

    private static void RefuseTaken(
        Dictionary<string, string> taken, string function, HttpTriggerAttribute trigger, HostSettings settings)
    {
        var route = RouteOf(function, trigger, settings);
        foreach (var method in trigger.Methods is { Length: > 0 } methods ? methods : ["any method"])
        {
            if (!taken.TryAdd($"{method} {route}", function))
            {
                throw new HostConfigurationException(
                    $"The functions '{taken[$"{method} {route}"]}' and '{function}' have the same route: {method} {route}.");
            }
        }
    }

    private static string Parse(string function, string route)
    {
        try
        {
            return RoutePatternFactory.Parse(route).RawText!;
        }
        catch (RoutePatternException invalid)
        {
            throw new HostConfigurationException($"The route '{route}' of the function '{function}' is not valid: {invalid.Message}", invalid);
        }
    }
}
