using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable;

/// <summary>Tasks by name and version, both without regard to case.</summary>
internal sealed class VersionedTasks<T>
{
    private readonly Dictionary<(string Name, string Version), T> _tasks = new(new IgnoringCase());
    private readonly HashSet<string> _versioned = new(StringComparer.OrdinalIgnoreCase);

    public void Add(TaskName name, TaskVersion version, T task)
    {
        _tasks.Add((name.Name, version.Version), task);
        if (version.Version.Length > 0)
        {
            _versioned.Add(name.Name);
        }
    }

    /// <summary>The task of this very version; or, of a name that has no versions at all, the one there is.</summary>
    public bool TryFind(string name, string version, [MaybeNullWhen(false)] out T task) =>
        _tasks.TryGetValue((name, version), out task)
        || (version.Length > 0 && !_versioned.Contains(name) && _tasks.TryGetValue((name, ""), out task));

    private sealed class IgnoringCase : IEqualityComparer<(string Name, string Version)>
    {
        public bool Equals((string Name, string Version) x, (string Name, string Version) y) =>
            string.Equals(x.Name, y.Name, StringComparison.OrdinalIgnoreCase) && string.Equals(x.Version, y.Version, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Name, string Version) obj) => HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Name), StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Version));
    }
}
