using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>What is left of a program and what it has told so far.</summary>
internal sealed record Progress(int[] Steps, string Told);

/// <summary>An orchestrator that does whatever its input says, and tells what came of it.</summary>
internal static class AnyProgram
{
    public const int Kinds = 15;

    private static readonly RetryPolicy TwoAttempts = new(2, TimeSpan.FromMinutes(1));

    public static void Register(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<Progress, string>("Program", RunAsync)
        .AddOrchestratorFunc<int, int>("Child", async (context, n) => await context.CallActivityAsync<int>("Double", n) + 1)
        .AddOrchestratorFunc<int>("FailingChild", (context, n) => context.CallActivityAsync("Fail", n))
        .AddActivityFunc<int, int>("Double", (_, n) => 2 * n)
        .AddActivityFunc<int>("Fail", (_, n) => throw new FormatException($"no {n}"));

    private static async Task<string> RunAsync(TaskOrchestrationContext context, Progress progress)
    {
        var told = progress.Told;
        for (var i = 0; i < progress.Steps.Length; i++)
        {
            var step = progress.Steps[i];
            if (step % Kinds == 0)
            {
                context.ContinueAsNew(new Progress(progress.Steps[(i + 1)..], told + "|"), preserveUnprocessedEvents: true);
                return "discarded";
            }

            told += await StepAsync(context, step % Kinds, step) + " ";
            context.SetCustomStatus(told.Length);
        }

        return told;
    }

    private static Task<string> StepAsync(TaskOrchestrationContext context, int kind, int n) => kind switch
    {
        1 => DoubleAsync(context, n),
        2 => FailureAsync(() => context.CallActivityAsync("Fail", n)),
        3 => FailureAsync(() => context.CallActivityAsync("Fail", n, TaskOptions.FromRetryPolicy(TwoAttempts))),
        4 => FailureAsync(() => context.CallActivityAsync("Fail", n, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3))),
        5 => TimerAsync(context, TimeSpan.FromMinutes(n)),
        6 => TimerAsync(context, TimeSpan.FromDays(7)),
        7 => CancelledAsync(context),
        8 => LapsedAsync(context),
        9 => ToSelfAsync(context, n),
        10 => ChildAsync(context, n),
        11 => FailureAsync(() => context.CallSubOrchestratorAsync("FailingChild", n, TaskOptions.FromRetryPolicy(TwoAttempts))),
        12 => FanOutAsync(context, n),
        13 => RaceAsync(context, n),
        _ => FailureAsync(() => context.CallActivityAsync("Nowhere")),
    };

    private static async Task<string> DoubleAsync(TaskOrchestrationContext context, int n) => $"{await context.CallActivityAsync<int>("Double", n)}";

    private static async Task<string> ChildAsync(TaskOrchestrationContext context, int n) => $"{await context.CallSubOrchestratorAsync<int>("Child", n)}";

    private static async Task<string> TimerAsync(TaskOrchestrationContext context, TimeSpan delay)
    {
        var due = context.CurrentUtcDateTime + delay;
        await context.CreateTimer(due, CancellationToken.None);
        return context.CurrentUtcDateTime >= due ? "on time" : "early";
    }

    private static async Task<string> CancelledAsync(TaskOrchestrationContext context)
    {
        using var off = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromDays(5), off.Token);
        await context.CallActivityAsync<int>("Double", 0);
        off.Cancel();
        try
        {
            await timer;
            return "on";
        }
        catch (TaskCanceledException)
        {
            return "off";
        }
    }

    private static async Task<string> LapsedAsync(TaskOrchestrationContext context)
    {
        try
        {
            return await context.WaitForExternalEvent<string>("Never", TimeSpan.FromHours(1));
        }
        catch (TaskCanceledException)
        {
            return "lapsed";
        }
    }

    private static async Task<string> ToSelfAsync(TaskOrchestrationContext context, int n)
    {
        context.SendEvent(context.InstanceId, "Self", n);
        return $"self {await context.WaitForExternalEvent<int>("SELF")}";
    }

    private static async Task<string> FanOutAsync(TaskOrchestrationContext context, int n)
    {
        var all = Enumerable.Range(n, 4).Select(one => context.CallActivityAsync<int>("Double", one)).ToList();
        all.Add(context.CallSubOrchestratorAsync<int>("Child", n));
        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        return string.Join('+', await Task.WhenAll(all));
    }

    private static async Task<string> RaceAsync(TaskOrchestrationContext context, int n)
    {
        using var off = new CancellationTokenSource();
        var late = context.CreateTimer(TimeSpan.FromDays(1), off.Token);
        var soon = context.CallActivityAsync<int>("Double", n);
        var first = await Task.WhenAny(late, soon);
        off.Cancel();
        return first == soon ? $"won {await soon}" : "lost";
    }

    private static async Task<string> FailureAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "went well";
        }
        catch (TaskFailedException failed)
        {
            return $"{failed.TaskName}: {failed.FailureDetails.ErrorType} {failed.FailureDetails.InnerFailure?.ErrorMessage}";
        }
    }
}
