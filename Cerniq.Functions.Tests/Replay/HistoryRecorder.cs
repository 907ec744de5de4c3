using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace Cerniq.Functions.Tests.Replay;

/// <summary>Records what the orchestrations of an app did, one file for each path: with <c>CERNIQ_RECORD_HISTORIES=FOLDER</c> the tests
/// that run the whole app, or a filing on virtual time, add the paths they take.</summary>
internal static class HistoryRecorder
{
    public const string Switch = "CERNIQ_RECORD_HISTORIES";

    private const int All = 1000;

    private static readonly Lock Writing = new();

    private static string? Folder => Environment.GetEnvironmentVariable(Switch) is { Length: > 0 } folder ? folder : null;

    public static async Task RecordAsync(Uri app, string adminKey)
    {
        if (Folder is null)
        {
            return;
        }

        using var http = new HttpClient { BaseAddress = app };
        http.DefaultRequestHeaders.Add("x-functions-key", adminKey);
        using var list = JsonDocument.Parse(await http.GetStringAsync($"runtime/webhooks/durabletask/instances?showInput=false&top={All}"));
        foreach (var instance in list.RootElement.EnumerateArray())
        {
            var id = Uri.EscapeDataString(instance.GetProperty("instanceId").GetString()!);
            var recorded = RecordedInstance.Parse(await http.GetStringAsync($"runtime/monitor/api/instances/{id}/recording"));
            Add(recorded);
        }
    }

    /// <summary>Adds the path of one instance.</summary>
    public static void Add(RecordedInstance recorded)
    {
        if (Folder is null || recorded.History.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{recorded.Name}.{recorded.Status}.{Shape(recorded)}.json");
        lock (Writing)
        {
            if (!File.Exists(path))
            {
                File.WriteAllText(path, WithoutStacks(recorded).ToJson());
            }
        }
    }

    /// <summary>Where the code lay when it failed is no part of the path, and names folders of this machine.</summary>
    private static RecordedInstance WithoutStacks(RecordedInstance recorded) => recorded with
    {
        History = [.. recorded.History.Select(happened => happened switch
        {
            TaskFailed failed => failed with { Failure = WithoutStack(failed.Failure)! },
            SubOrchestrationFailed failed => failed with { Failure = WithoutStack(failed.Failure)! },
            ExecutionCompleted ended => ended with { Failure = WithoutStack(ended.Failure) },
            _ => happened,
        })],
    };

    private static TaskFailureDetails? WithoutStack(TaskFailureDetails? failure) =>
        failure is null ? null : failure with { StackTrace = null, InnerFailure = WithoutStack(failure.InnerFailure) };

    /// <summary>Tells paths apart by what they did, not by how often or in which order the answers came.</summary>
    private static string Shape(RecordedInstance recorded)
    {
        var names = recorded.History.OfType<TaskRequest>().ToDictionary(request => request.TaskId, Name);
        var steps = recorded.History.Select(happened => happened switch
        {
            TaskRequest request => Name(request),
            TaskFailed failed => $"{names.GetValueOrDefault(failed.TaskId)} failed: {failed.Failure.ErrorType}",
            SubOrchestrationFailed failed => $"{names.GetValueOrDefault(failed.TaskId)} failed: {failed.Failure.ErrorType}",
            EventRaised raised => $"event {raised.Name}",
            TimerFired => "timer fired",
            _ => "",
        });
        var text = string.Join('\n', steps.Distinct().Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
    }

    private static string Name(TaskRequest request) => request switch
    {
        TaskScheduled task => $"activity {task.Name}",
        SubOrchestrationCreated child => $"orchestration {child.Name}",
        EventSent sent => $"sent {sent.Name}",
        _ => "timer",
    };
}
