using System.Collections.Concurrent;

namespace Cerniq.Sandbox.Control;

/// <summary>How often each address of a service was called since this process began, faults included.</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>By method and path; ids in the path count as one.</summary>
    public IReadOnlyDictionary<string, long> Read() => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);

    private void Count(HttpRequest request)
    {
        var path = string.Join('/', (request.Path.Value ?? "").Split('/').Select(static part => part.Any(char.IsAsciiDigit) && part.Length > 6 ? "*" : part));
        _counts.AddOrUpdate($"{request.Method} {path}", 1, static (_, count) => count + 1);
    }

    /// <summary>Counts what is not control.</summary>
    internal sealed class Middleware(RequestDelegate next, CallCounts counts)
    {
        public Task InvokeAsync(HttpContext context)
        {
            if (!context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal))
            {
                counts.Count(context.Request);
            }

            return next(context);
        }
    }
}
