using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <summary>The class- and function-based tasks of a worker, by name and version.</summary>
public sealed partial class DurableTaskRegistry
{
    internal Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> Orchestrators { get; } = [];

    internal Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> Activities { get; } = [];

    /// <summary>One entry for each version of a name.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() =>
        Orchestrators.Select(task => KeyValuePair.Create(task.Key.Name, task.Value));

    /// <summary>One entry for each version of a name.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() =>
        Activities.Select(task => KeyValuePair.Create(task.Key.Name, task.Value));

    /// <summary>Adds an orchestrator.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Func<ITaskOrchestrator> factory) =>
        AddOrchestrator(name, TaskVersion.Unversioned, factory);

    /// <summary>Adds an orchestrator for the instances of one version. A name that has versions serves no others.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken for this version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<ITaskOrchestrator> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(Orchestrators, name, version, _ => factory(), "orchestrator");
    }

    public DurableTaskRegistry AddOrchestrator(TaskName name, Type type) =>
        Add(Orchestrators, name, VersionOf(type), Creator<ITaskOrchestrator>(type), "orchestrator");

    public DurableTaskRegistry AddOrchestrator(Type type) => AddOrchestrator(NameOf(type), type);

    public DurableTaskRegistry AddOrchestrator<TOrchestrator>(TaskName name)
        where TOrchestrator : class, ITaskOrchestrator => AddOrchestrator(name, typeof(TOrchestrator));

    public DurableTaskRegistry AddOrchestrator<TOrchestrator>()
        where TOrchestrator : class, ITaskOrchestrator => AddOrchestrator(typeof(TOrchestrator));

    public DurableTaskRegistry AddOrchestrator(TaskName name, ITaskOrchestrator orchestrator) =>
        Add(Orchestrators, name, VersionOf(orchestrator?.GetType()), _ => orchestrator!, "orchestrator");

    public DurableTaskRegistry AddOrchestrator(ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestrator(NameOf(orchestrator.GetType()), orchestrator);
    }

    /// <summary>Adds an activity.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory) =>
        Add(Activities, name, TaskVersion.Unversioned, factory, "activity");

    /// <summary>Adds an activity for the calls of one version. A name that has versions serves no others.</summary>
    /// <exception cref="ArgumentException">The name is empty, or taken for this version.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<ITaskActivity> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(Activities, name, version, _ => factory(), "activity");
    }

    public DurableTaskRegistry AddActivity(TaskName name, Type type) =>
        Add(Activities, name, VersionOf(type), Creator<ITaskActivity>(type), "activity");

    public DurableTaskRegistry AddActivity(Type type) => AddActivity(NameOf(type), type);

    public DurableTaskRegistry AddActivity<TActivity>(TaskName name)
        where TActivity : class, ITaskActivity => AddActivity(name, typeof(TActivity));

    public DurableTaskRegistry AddActivity<TActivity>()
        where TActivity : class, ITaskActivity => AddActivity(typeof(TActivity));

    public DurableTaskRegistry AddActivity(TaskName name, ITaskActivity activity) =>
        Add(Activities, name, VersionOf(activity?.GetType()), _ => activity!, "activity");

    public DurableTaskRegistry AddActivity(ITaskActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return AddActivity(NameOf(activity.GetType()), activity);
    }

    private static TaskName NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return AttributeOf(type) is { Name.Name: { Length: > 0 } name } ? name : type.Name;
    }

    private static TaskVersion VersionOf(Type? type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new TaskVersion(AttributeOf(type)?.Version);
    }

    private static DurableTaskAttribute? AttributeOf(Type type) =>
        (DurableTaskAttribute?)Attribute.GetCustomAttribute(type, typeof(DurableTaskAttribute));

    private static Func<IServiceProvider, T> Creator<T>(Type type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract)
        {
            throw new ArgumentException($"{type} is not a concrete {typeof(T).Name}.", nameof(type));
        }

        return services => (T)ActivatorUtilities.GetServiceOrCreateInstance(services, type);
    }

    private DurableTaskRegistry Add<T>(
        Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, T>> tasks,
        TaskName name,
        TaskVersion version,
        Func<IServiceProvider, T> factory,
        string kind)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (string.IsNullOrEmpty(name.Name))
        {
            throw new ArgumentException($"The {kind} needs a name.", nameof(name));
        }

        return tasks.TryAdd((name, version), factory)
            ? this
            : throw new ArgumentException($"An {kind} named {TaskVersion.Describe(name, version)} is already registered.", nameof(name));
    }
}
