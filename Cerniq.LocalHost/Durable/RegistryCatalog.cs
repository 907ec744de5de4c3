using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Durable;

/// <summary>The tasks of a <see cref="DurableTaskRegistry"/>. Each activity run has a service scope of its own.</summary>
public sealed class RegistryCatalog : ITaskCatalog
{
    private readonly Dictionary<string, Func<IServiceProvider, ITaskOrchestrator>> _orchestrators;
    private readonly Dictionary<string, ActivityFunction> _activities;
    private readonly IServiceProvider _services;

    public RegistryCatalog(DurableTaskRegistry registry, IServiceProvider? services = null, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _services = services ?? new ServiceCollection().BuildServiceProvider();
        var json = converter ?? JsonDataConverter.Default;
        _orchestrators = registry.GetOrchestrators()
            .ToDictionary(task => task.Key.Name, task => task.Value, StringComparer.OrdinalIgnoreCase);
        _activities = registry.GetActivities()
            .ToDictionary(task => task.Key.Name, task => Run(task.Value, json), StringComparer.OrdinalIgnoreCase);
    }

    public ITaskOrchestrator? FindOrchestrator(string name) =>
        _orchestrators.TryGetValue(name, out var create) ? create(_services) : null;

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private ActivityFunction Run(Func<IServiceProvider, ITaskActivity> create, DataConverter converter) =>
        async (context, input, _) =>
        {
            await using var scope = _services.CreateAsyncScope();
            var activity = create(scope.ServiceProvider);
            var output = await activity.RunAsync(context, converter.Deserialize(input, activity.InputType));
            return converter.Serialize(output);
        };
}
