using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Durable;

/// <summary>The tasks of a <see cref="DurableTaskRegistry"/>. Each activity run has a service scope of its own. A task that is registered
/// with versions serves these versions and no other; one without serves every version.</summary>
public sealed class RegistryCatalog : ITaskCatalog
{
    private readonly VersionedTasks<Func<IServiceProvider, ITaskOrchestrator>> _orchestrators = new();
    private readonly VersionedTasks<ActivityFunction> _activities = new();
    private readonly IServiceProvider _services;

    public RegistryCatalog(DurableTaskRegistry registry, IServiceProvider? services = null, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _services = services ?? new ServiceCollection().BuildServiceProvider();
        foreach (var ((name, version), create) in registry.Orchestrators)
        {
            _orchestrators.Add(name, version, create);
        }

        foreach (var ((name, version), create) in registry.Activities)
        {
            _activities.Add(name, version, Run(create, converter ?? JsonDataConverter.Default));
        }
    }

    public ITaskOrchestrator? FindOrchestrator(string name) => FindOrchestrator(name, "");

    public ITaskOrchestrator? FindOrchestrator(string name, string version) =>
        _orchestrators.TryFind(name, version, out var create) ? create(_services) : null;

    public ActivityFunction? FindActivity(string name) => FindActivity(name, "");

    public ActivityFunction? FindActivity(string name, string version) => _activities.TryFind(name, version, out var run) ? run : null;

    private ActivityFunction Run(Func<IServiceProvider, ITaskActivity> create, DataConverter converter) =>
        async (context, input, _) =>
        {
            await using var scope = _services.CreateAsyncScope();
            var activity = create(scope.ServiceProvider);
            var output = await activity.RunAsync(context, converter.Deserialize(input, activity.InputType));
            return converter.Serialize(output);
        };
}
