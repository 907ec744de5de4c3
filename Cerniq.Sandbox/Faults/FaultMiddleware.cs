namespace Cerniq.Sandbox.Faults;

/// <summary>Applies the faults that strike a request. The control API is never struck.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultRegistry faults, TimeProvider time)
{
    private static readonly object RejectKey = new();

    /// <summary>True when a fault of kind «reject» asks the handler to refuse in its service's own way.</summary>
    public static bool IsRejected(HttpContext context) => context.Items.ContainsKey(RejectKey);

    public async Task InvokeAsync(HttpContext context)
    {
        var service = ServiceOf(context.Request.Path);
        if (service is null)
        {
            await next(context);
            return;
        }

        var struck = await faults.StrikeAsync(service, context.Request.Method, context.Request.Path.Value ?? "");
        foreach (var late in struck.Where(static fault => fault.Kind == "latency"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(late.Ms ?? 0), time, context.RequestAborted);
        }

        await ApplyAsync(context, service, struck.FirstOrDefault(static fault => fault.Kind is not ("latency" or "reject")), struck);
    }

    private static string? ServiceOf(PathString path) => path.Value?.Split('/', 3) is [_, var first, ..]
        ? first.ToLowerInvariant() switch
        {
            "oblio" => "oblio",
            "anaf" => "anaf",
            "revolut" => "revolut",
            "economic" => "economic",
            _ => null,
        }
        : null;

    private async Task ApplyAsync(HttpContext context, string service, Fault? fault, IReadOnlyList<Fault> struck)
    {
        if (struck.Any(static other => other.Kind == "reject"))
        {
            context.Items[RejectKey] = true;
        }

        switch (fault?.Kind)
        {
            case "reset-before":
                context.Abort();
                break;
            case "reset-after":
                await RunThenAbortAsync(context);
                break;
            case "html":
                await BlockPage.WriteAsync(context, time);
                break;
            case "status":
                await ServiceError.WriteAsync(context, service, fault.Status ?? 500, fault.RetryAfter, time);
                break;
            default:
                await next(context);
                break;
        }
    }

    // The answer is held back: the effect is durable, and the caller never learns of it.
    private async Task RunThenAbortAsync(HttpContext context)
    {
        var real = context.Response.Body;
        await using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = real;
            context.Abort();
        }
    }
}
