using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class FailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_activitys_failure_reaches_the_orchestrator_with_its_inner_causes(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Catches", async context =>
                {
                    try
                    {
                        await context.CallActivityAsync("Fails", 7);
                        return "";
                    }
                    catch (TaskFailedException failure)
                    {
                        var details = failure.FailureDetails;
                        return string.Join('|', failure.Message, failure.TaskName, failure.TaskId, details.ErrorType,
                            details.InnerFailure!.ErrorType, details.InnerFailure.InnerFailure!.ErrorMessage, details.IsCausedBy<IOException>());
                    }
                })
                .AddActivityFunc<int>("Fails", (_, _) =>
                    throw new FileNotFoundException("outer", new FormatException("middle", new TimeoutException("inner")))),
            replays);

        (await host.RunAsync("Catches")).ReadOutputAs<string>().ShouldBe(
            "Task 'Fails' (#0) failed with an unhandled exception: outer|Fails|0|System.IO.FileNotFoundException|System.FormatException|inner|True");
    }

    [Fact]
    public async Task A_childs_failure_wraps_the_failure_of_its_activity()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "";
                }
                catch (TaskFailedException failure)
                {
                    var details = failure.FailureDetails;
                    return $"{details.ErrorType}|{details.InnerFailure!.ErrorType}|{details.InnerFailure.InnerFailure!.ErrorType}";
                }
            })
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Fails"))
            .AddActivityFunc("Fails", _ => throw new InvalidOperationException("a", new TimeoutException("b"))));

        (await host.RunAsync("Parent")).ReadOutputAs<string>().ShouldBe(
            "Microsoft.DurableTask.TaskFailedException|System.InvalidOperationException|System.TimeoutException");
    }

    [Fact]
    public async Task A_failed_orchestration_shows_its_bare_message_and_its_details()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc(
            "Fails", _ => throw new InvalidOperationException("that's that", new TimeoutException("too slow"))));

        var failed = await host.RunAsync("Fails");

        failed.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        failed.SerializedOutput.ShouldBe("that's that");
        Should.Throw<System.Text.Json.JsonException>(() => failed.ReadOutputAs<string>());
        failed.FailureDetails!.StackTrace.ShouldNotBeNull();
        failed.FailureDetails.InnerFailure!.ErrorMessage.ShouldBe("too slow");
    }

    [Fact]
    public async Task An_orchestrator_that_no_code_answers_to_fails_by_name()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Nowhere")));

        var parent = await host.RunAsync("Parent");
        var alone = await host.RunAsync("Gone");

        alone.FailureDetails!.ErrorType.ShouldBe("OrchestratorTaskNotFound");
        parent.FailureDetails!.InnerFailure!.ErrorType.ShouldBe("OrchestratorTaskNotFound");
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_the_instance()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Number", (_, _) => Task.CompletedTask));

        (await host.RunAsync("Number", "seven")).FailureDetails!.ErrorType.ShouldBe("System.Text.Json.JsonException");
    }

    [Theory]
    [InlineData("Task.Delay")]
    [InlineData("Task.Run")]
    [InlineData("ConfigureAwait")]
    [InlineData("beside durable work")]
    public async Task Awaiting_what_is_not_durable_fails_by_name_instead_of_hanging(string how)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Strays", async context =>
            {
                switch (how)
                {
                    case "Task.Delay":
                        await Task.Delay(100);
                        break;
                    case "Task.Run":
                        await Task.Run(() => Thread.Sleep(100));
                        break;
                    case "ConfigureAwait":
                        await context.CallActivityAsync("Nothing").ConfigureAwait(false);
                        break;
                    default:
                        _ = context.WaitForExternalEvent<string>("Never");
                        await Task.Delay(100);
                        break;
                }

                await context.CallActivityAsync("Nothing");
            })
            .AddActivityFunc("Nothing", _ => { }));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Strays");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var done = await host.Client.WaitForInstanceCompletionAsync(id, limit.Token);

        done.FailureDetails!.ErrorType.ShouldBe(typeof(InvalidOperationException).FullName);
        done.FailureDetails.ErrorMessage.ShouldStartWith("An invalid asynchronous invocation was detected.");
    }

    [Theory]
    [InlineData("WhenAny")]
    [InlineData("WaitAsync")]
    [InlineData("CancelAfter")]
    public async Task Awaiting_what_is_not_durable_beside_what_is_fails_though_the_instance_left_the_memory_meanwhile(string how)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Strays", async context =>
            {
                using var soon = new CancellationTokenSource();
                if (how == "CancelAfter")
                {
                    soon.CancelAfter(TimeSpan.FromMilliseconds(100));
                }

                var never = context.WaitForExternalEvent<string>("Never", soon.Token);
                await (how switch
                {
                    "WhenAny" => (Task)Task.WhenAny(never, Task.Delay(100)),
                    "WaitAsync" => never.WaitAsync(TimeSpan.FromMilliseconds(100)),
                    _ => never,
                });
            }),
            replays: true);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Strays");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var done = await host.Client.WaitForInstanceCompletionAsync(id, limit.Token);

        done.FailureDetails!.ErrorMessage.ShouldStartWith("An invalid asynchronous invocation was detected.");
    }

    [Fact]
    public async Task What_strays_from_an_execution_that_is_over_does_the_next_one_no_harm()
    {
        using var late = new CancellationTokenSource();
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Loops", async (context, round) =>
        {
            if (round == 0)
            {
                _ = context.WaitForExternalEvent<string>("Never", late.Token);
                context.ContinueAsNew(1);
                return 0;
            }

            await context.WaitForExternalEvent<string>("Go");
            return round;
        }));
        var id = await host.StartInstanceAsync("Loops", 0);

        await late.CancelAsync();
        await host.Engine.WhenIdleAsync();
        await host.RaiseAsync(id, "Go");

        (await host.ReadAsync(id)).ReadOutputAs<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("Result", 3600)]
    [InlineData("Wait", 3600)]
    [InlineData("GetResult", 3600)]
    [InlineData("caught", 3600)]
    [InlineData("foreign", 3600)]
    [InlineData("handle", 1)]
    public async Task Blocking_for_durable_work_fails_by_name_instead_of_hanging(string how, int longestBlock)
    {
        using var never = new ManualResetEventSlim();
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Blocks", async context =>
            {
                var asked = context.CallActivityAsync<int>("Nothing");
                try
                {
                    switch (how)
                    {
                        case "Result":
                            _ = asked.Result;
                            break;
                        case "Wait":
                            asked.Wait();
                            break;
                        case "foreign":
                            Task.Delay(TimeSpan.FromMinutes(1)).Wait();
                            break;
                        case "handle":
                            never.Wait();
                            break;
                        default:
                            asked.GetAwaiter().GetResult();
                            break;
                    }
                }
                catch (InvalidOperationException) when (how == "caught")
                {
                    // Code cannot catch this failure.
                }

                await asked;
            })
            .AddActivityFunc<int>("Nothing", _ => 1),
            options: new Cerniq.LocalHost.Durable.DurableOptions { DatabasePath = "", LongestBlock = TimeSpan.FromSeconds(longestBlock) });

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Blocks");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var done = await host.Client.WaitForInstanceCompletionAsync(id, limit.Token);

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        done.FailureDetails!.ErrorMessage.ShouldStartWith("The orchestrator blocked its thread");
    }

    [Fact]
    public async Task A_lock_that_others_let_go_is_no_blocking()
    {
        var gate = new object();
        using var held = new ManualResetEventSlim();
        using var wanted = new ManualResetEventSlim();
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Locks", _ =>
        {
            wanted.Set();
            lock (gate)
            {
                return "in";
            }
        }));
        var other = new Thread(() =>
        {
            lock (gate)
            {
                held.Set();
                wanted.Wait();

                // So that the lock is most likely waited for; the test holds without it too.
                Thread.Sleep(50);
            }
        });
        other.Start();
        held.Wait();

        (await host.RunAsync("Locks")).ReadOutputAs<string>().ShouldBe("in");
        other.Join();
    }

    [Fact]
    public void Details_follow_the_chain_of_a_wrapped_task_failure()
    {
        var details = TaskFailureDetails.FromException(new TaskFailedException("A", 3, new TaskFailureDetails("My.Gone.Type", "m", null, null, null)));

        details.InnerFailure!.ErrorType.ShouldBe("My.Gone.Type");
        details.InnerFailure.IsCausedBy<Exception>().ShouldBeTrue();
        details.InnerFailure.IsCausedBy<TimeoutException>().ShouldBeFalse();
        Should.Throw<ArgumentException>(() => details.IsCausedBy(typeof(string)));
    }

    [Fact]
    public async Task Changed_code_fails_the_instance_naming_the_event_and_both_sides()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Flow", async context =>
            {
                await context.CallActivityAsync("First");
                await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc("First", _ => { }));
        var id = await host.StartInstanceAsync("Flow");

        var changed = new DurableTaskRegistry()
            .AddOrchestratorFunc("Flow", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Other");
                }
                catch (InvalidOperationException)
                {
                    // Code cannot catch this failure.
                }

                await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc("Other", _ => { });
        await host.RestartAsync(new Cerniq.LocalHost.Durable.RegistryCatalog(changed));
        host.Engine.DescribeWaits(id)!.Problem.ShouldNotBeNull();
        await host.RaiseAsync(id, "Go");

        var failed = await host.ReadAsync(id);
        failed.FailureDetails!.ErrorType.ShouldBe(typeof(NonDeterministicOrchestrationException).FullName);
        failed.SerializedOutput.ShouldStartWith("Non-Deterministic workflow detected: event 3 of the history of 'Flow' holds activity 'First' (#0), "
            + "but the code asked for activity 'Other' (#0).");
    }

    [Fact]
    public async Task Changed_inputs_and_letter_case_are_not_a_difference()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Flow", async context =>
            {
                await context.CallActivityAsync("First", 1);
                await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc("First", _ => { }));
        var id = await host.StartInstanceAsync("Flow");

        var changed = new DurableTaskRegistry()
            .AddOrchestratorFunc("Flow", async context =>
            {
                await context.CallActivityAsync("FIRST", 2);
                await context.WaitForExternalEvent<string>("Go");
            });
        await host.RestartAsync(new Cerniq.LocalHost.Durable.RegistryCatalog(changed));
        await host.RaiseAsync(id, "Go");

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }
}
