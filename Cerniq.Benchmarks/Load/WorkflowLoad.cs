using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Cerniq.LocalHost.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.Benchmarks.Load;

/// <summary>Workflows of six HTTP posts, each an activity, with an external event raised after the third.</summary>
internal sealed class WorkflowLoad(DurableTaskClient client, ConcurrentDictionary<string, TaskCompletionSource> thirds)
{
    /// <summary>Crowded, so that the compiler has seen enough before the measuring begins: one workflow at a time would take half a
    /// minute for that, on both sides of the posts.</summary>
    private const int WarmUpConcurrency = 32;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(LoadArguments args)
    {
        var concurrency = args.Number("concurrency", 32);
        var seconds = args.Number("seconds", 10);
        using var data = new DataFolder(args);
        using var ownTarget = args.Text("target") is null ? await Child.StartAsync(HttpTarget.Command) : null;
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512, UseCookies = false, UseProxy = false });
        var thirds = new ConcurrentDictionary<string, TaskCompletionSource>();
        var registry = Tasks(http, ownTarget?.Address ?? new Uri(args.Text("target")!), thirds);
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = data.Database, MaxConcurrentActivities = 256, MaxConcurrentOrchestrations = 256 },
            new RegistryCatalog(registry), TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        var load = new WorkflowLoad(engine.Client, thirds);
        await load.DriveAsync(Math.Max(concurrency, WarmUpConcurrency), WarmUp);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var took = await load.DriveAsync(concurrency, TimeSpan.FromSeconds(seconds));
        var elapsed = watch.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            load = "workflow",
            concurrency,
            seconds = Math.Round(elapsed, 2),
            completed = took.Length,
            completed_per_second = Math.Round(took.Length / elapsed),
            p50_ms = Latencies.Quantile(took, 0.5),
            p99_ms = Latencies.Quantile(took, 0.99),
            cpu_us_each = Math.Round((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / took.Length),
            allocated_bytes_each = (GC.GetTotalAllocatedBytes() - allocated) / took.Length,
        }));
        return 0;
    }

    private static DurableTaskRegistry Tasks(HttpClient http, Uri target, ConcurrentDictionary<string, TaskCompletionSource> thirds) =>
        new DurableTaskRegistry()
            .AddOrchestratorFunc<string, string>("Workflow", async (context, input) =>
            {
                for (var step = 1; step <= 3; step++)
                {
                    await context.CallActivityAsync<string>("Post", step);
                }

                await context.WaitForExternalEvent<string>("Approved");
                for (var step = 4; step <= 6; step++)
                {
                    await context.CallActivityAsync<string>("Post", step);
                }

                return input;
            })
            .AddActivityFunc<int, string>("Post", async (context, step) =>
            {
                using var answer = await http.PostAsync(target, new StringContent($$"""{"workflow":"{{context.InstanceId}}","step":{{step}}}"""));
                answer.EnsureSuccessStatusCode();
                var text = await answer.Content.ReadAsStringAsync();
                if (step == 3 && thirds.TryRemove(context.InstanceId, out var third))
                {
                    third.SetResult();
                }

                return text;
            });

    private async Task<double[]> DriveAsync(int concurrency, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, concurrency).Select(_ => new Latencies()).ToArray();
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                var begun = Stopwatch.GetTimestamp();
                await OneAsync();
                worker.Add(Stopwatch.GetElapsedTime(begun));
            }
        })));
        return Latencies.Merge(workers);
    }

    private async Task OneAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        thirds[id] = third;
        await client.ScheduleNewOrchestrationInstanceAsync("Workflow", id, new StartOrchestrationOptions(id));
        await third.Task;
        await client.RaiseEventAsync(id, "Approved", "yes");
        var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed || ended.ReadOutputAs<string>() != id)
        {
            throw new InvalidOperationException($"Workflow {id} ended as {ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
        }
    }
}
