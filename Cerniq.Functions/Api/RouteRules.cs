using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Api;

/// <summary>Who may call which HTTP function, read off its attributes.</summary>
public sealed class RouteRules
{
    private static readonly string[] TenantParameters = ["tenant", "tenantId"];

    private readonly Dictionary<string, RouteRule> _rules;

    public RouteRules(params IEnumerable<Assembly> assemblies) => _rules = assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(Read)
        .OfType<RouteRule>()
        .ToDictionary(rule => rule.Function, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<RouteRule> All => _rules.Values;

    /// <summary>The rule of a function. One that is not known is for the admin alone.</summary>
    public RouteRule Of(string function) =>
        _rules.GetValueOrDefault(function) ?? new RouteRule(function, "", null, IsPublic: false, IsAdminOnly: true, MakesTenant: false, SaysSuccess: false);

    private static RouteRule? Read(MethodInfo method)
    {
        var trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().FirstOrDefault();
        if (method.GetCustomAttribute<FunctionAttribute>() is not { } function || trigger is null)
        {
            return null;
        }

        var route = trigger.Route ?? function.Name;
        return new RouteRule(
            function.Name,
            route,
            TenantParameters.FirstOrDefault(name => route.Contains('{' + name + '}', StringComparison.OrdinalIgnoreCase)),
            method.IsDefined(typeof(PublicRouteAttribute)),
            method.IsDefined(typeof(AdminOnlyAttribute)),
            method.IsDefined(typeof(MakesTenantAttribute)),
            method.IsDefined(typeof(SaysSuccessAttribute)) || method.DeclaringType!.IsDefined(typeof(SaysSuccessAttribute)));
    }
}

/// <param name="TenantParameter">The route's parameter that names a tenant, or null when none does.</param>
public sealed record RouteRule(
    string Function, string Route, string? TenantParameter, bool IsPublic, bool IsAdminOnly, bool MakesTenant, bool SaysSuccess);
