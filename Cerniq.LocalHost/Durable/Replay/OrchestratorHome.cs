using System.Diagnostics;
using System.Reflection;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>An orchestrator whose code is elsewhere than its own type.</summary>
internal interface IOrchestratorElsewhere
{
    /// <summary>Where the code is.</summary>
    Assembly Home { get; }
}

/// <summary>The assembly of an orchestrator's code. What blocks in there is the orchestrator; what blocks in a library that it calls
/// (a logger that writes, say) ends by itself.</summary>
internal sealed class OrchestratorHome(ITaskOrchestrator code)
{
    private readonly Assembly _home = (code as IOrchestratorElsewhere)?.Home ?? code.GetType().Assembly;

    /// <summary>True when the code itself asked to wait for a task on this thread, such as by <see cref="Task.Wait()"/>.</summary>
    public bool WaitsForTask()
    {
        var task = false;
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType is not { } type || type == typeof(PassThread))
            {
                continue;
            }

            if (!IsFramework(type.Assembly))
            {
                return task && type.Assembly == _home;
            }

            task |= typeof(Task).IsAssignableFrom(type);
        }

        return false;
    }

    private static bool IsFramework(Assembly assembly) => assembly == typeof(object).Assembly
        || assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true;
}
