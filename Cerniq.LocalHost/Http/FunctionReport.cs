using System.Text.Json.Serialization;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Http;

/// <summary>A function as the admin routes describe it.</summary>
internal sealed record FunctionReport(
    string Name,
    string Language,
    bool IsDisabled,
    [property: JsonPropertyName("invoke_url_template")] string? InvokeUrlTemplate,
    FunctionConfig Config)
{
    public static FunctionReport Of(HostedFunction function, HostSettings settings, HttpRequest request)
    {
        var bindings = function.Definition.InputBindings.Values.Concat(function.Definition.OutputBindings.Values);
        var url = function.Trigger is HttpTriggerAttribute trigger
            ? $"{request.Scheme}://{request.Host}{HttpFunctionEndpoints.RouteOf(function.Name, trigger, settings)}"
            : null;
        return new FunctionReport(
            function.Name, "dotnet-isolated", IsDisabled: false, url, new FunctionConfig([.. bindings.Select(BindingReport.Of)]));
    }
}

internal sealed record FunctionConfig(BindingReport[] Bindings);

internal sealed record BindingReport(string Name, string Type, string Direction)
{
    public static BindingReport Of(BindingMetadata binding) => new(binding.Name, binding.Type, binding.Direction.ToString());
}
