using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cerniq.Benchmarks.Load;

/// <summary>An app with one HTTP function that puts the body into a durable queue and answers when it is on disk.</summary>
internal static class IngestHost
{
    public const string Command = "serve-ingest";

    public static async Task<int> ServeAsync(string folder)
    {
        var builder = FunctionsApplication.CreateBuilder(["--CERNIQ_PORT=0", $"--CERNIQ_DATA={folder}"]);
        builder.Properties[FunctionsApp.TypesProperty] = new[] { typeof(IngestFunctions) };
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        using var host = builder.Build();
        await host.StartAsync();
        await Child.ServeUntilParentEndsAsync(host.Services.GetRequiredService<LocalHostAddress>().BaseAddress.ToString());
        await host.StopAsync();
        return 0;
    }
}

/// <summary>The function that is posted to.</summary>
internal sealed class IngestFunctions(LocalQueues queues)
{
    public const string Queue = "ingest";

    [Function("Ingest")]
    public async Task<IResult> IngestAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ingest")] HttpRequest request)
    {
        var body = new byte[(int)request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
        await queues.SendAsync(Queue, new QueueMessage(BinaryData.FromBytes(body)), CancellationToken.None);
        return Results.Accepted();
    }
}
