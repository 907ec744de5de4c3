using Azure.Core;
using Cerniq.LocalHost.Durable;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>Everything that an app's orchestrations can run: its functions, its task classes, and the built-in HTTP call.</summary>
internal sealed class AppTaskCatalog : ITaskCatalog, IDisposable
{
    private readonly FunctionTaskCatalog _functions;
    private readonly RegistryCatalog _classes;
    private readonly HttpCallActivity _http;

    public AppTaskCatalog(
        FunctionTaskCatalog functions, IOptions<DurableTaskRegistry> registry, IServiceProvider services, DataConverter converter, TimeProvider time)
    {
        _functions = functions;
        _classes = new RegistryCatalog(registry.Value, services, converter);
        _http = new HttpCallActivity(converter, time, services.GetService<TokenCredential>);
        HasTasks = functions.HasTasks || registry.Value.Orchestrators.Count + registry.Value.Activities.Count > 0;
    }

    /// <summary>False when the app has no orchestrators and activities: then no engine is needed.</summary>
    public bool HasTasks { get; }

    public ITaskOrchestrator? FindOrchestrator(string name) => FindOrchestrator(name, "");

    public ITaskOrchestrator? FindOrchestrator(string name, string version) =>
        _functions.FindOrchestrator(name) ?? _classes.FindOrchestrator(name, version);

    public ActivityFunction? FindActivity(string name) => FindActivity(name, "");

    public ActivityFunction? FindActivity(string name, string version) =>
        _functions.FindActivity(name) ?? _classes.FindActivity(name, version) ?? (name == HttpCall.Activity ? _http.RunAsync : null);

    public void Dispose() => _http.Dispose();
}
