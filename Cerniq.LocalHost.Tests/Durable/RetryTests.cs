using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class RetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exhausted_policy_takes_an_id_for_each_attempt_and_timer_and_one_timer_more(bool replays)
    {
        var attempts = 0;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<int>("Tries", async context =>
                {
                    try
                    {
                        await context.CallActivityAsync("Fails", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2)));
                        return -1;
                    }
                    catch (TaskFailedException failure)
                    {
                        return failure.TaskId;
                    }
                })
                .AddActivityFunc("Fails", _ =>
                {
                    attempts++;
                    throw new InvalidOperationException("no");
                }),
            replays);

        var done = await host.RunAsync("Tries");

        attempts.ShouldBe(3);
        done.ReadOutputAs<int>().ShouldBe(4);
        var history = host.Engine.ReadHistory(done.InstanceId);
        history.OfType<TaskScheduled>().Select(task => (task.TaskId, task.Attempt, task.RetryOf)).ShouldBe([(0, 1, null), (2, 2, 0), (4, 3, 2)]);
        history.OfType<TimerCreated>().Select(timer => (timer.TaskId, timer.FireAt - timer.Timestamp))
            .ShouldBe([(1, TimeSpan.FromMinutes(1)), (3, TimeSpan.FromMinutes(2)), (5, TimeSpan.Zero)]);
    }

    [Fact]
    public async Task A_later_attempt_that_succeeds_is_the_result()
    {
        var attempts = 0;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Tries", context => context.CallActivityAsync<string>(
                "Flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(10)))))
            .AddActivityFunc<string>("Flaky", _ => ++attempts < 3 ? throw new InvalidOperationException("not yet") : "yes"));

        var done = await host.RunAsync("Tries");

        done.ReadOutputAs<string>().ShouldBe("yes");
        (done.LastUpdatedAt - done.CreatedAt).ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(2.0, null, 2, 4)]
    [InlineData(10.0, 5, 5, 5)]
    public async Task Delays_grow_up_to_a_ceiling(double backoff, int? ceiling, int second, int third)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", context => context.CallActivityAsync("Fails", options: TaskOptions.FromRetryPolicy(
                new RetryPolicy(4, TimeSpan.FromMinutes(1), backoff, ceiling is { } m ? TimeSpan.FromMinutes(m) : null))))
            .AddActivityFunc("Fails", _ => throw new InvalidOperationException("no")));

        var done = await host.RunAsync("Tries");

        host.Engine.ReadHistory(done.InstanceId).OfType<TimerCreated>().Select(timer => (timer.FireAt - timer.Timestamp).TotalMinutes)
            .ShouldBe([1, second, third, 0]);
    }

    [Fact]
    public async Task No_attempt_begins_after_the_timeout()
    {
        var attempts = 0;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", context => context.CallActivityAsync("Fails", options: TaskOptions.FromRetryPolicy(
                new RetryPolicy(100, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(3)))))
            .AddActivityFunc("Fails", _ =>
            {
                attempts++;
                throw new InvalidOperationException("no");
            }));

        (await host.RunAsync("Tries")).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);

        attempts.ShouldBe(4);
    }

    [Theory]
    [InlineData("wanted", 2)]
    [InlineData("unwanted", 1)]
    [InlineData("broken", 1)]
    public async Task A_filter_chooses_the_failures_to_retry_and_one_that_throws_means_no(string filter, int expected)
    {
        var attempts = 0;
        var policy = new RetryPolicy(2, TimeSpan.FromSeconds(1))
        {
            HandleFailure = failure => filter switch
            {
                "wanted" => failure.IsCausedBy<InvalidOperationException>(),
                "unwanted" => failure.IsCausedBy<TimeoutException>(),
                _ => throw new NotSupportedException(),
            },
        };
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", context => context.CallActivityAsync("Fails", options: TaskOptions.FromRetryPolicy(policy)))
            .AddActivityFunc("Fails", _ =>
            {
                attempts++;
                throw new InvalidOperationException("no");
            }));

        await host.RunAsync("Tries");

        attempts.ShouldBe(expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_is_asked_after_every_failure_and_sets_no_timer(bool replays)
    {
        var asked = new List<int>();
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Tries", context => context.CallActivityAsync("Fails", options: TaskOptions.FromRetryHandler(retry =>
                {
                    if (!retry.OrchestrationContext.IsReplaying)
                    {
                        asked.Add(retry.LastAttemptNumber);
                    }

                    return retry.LastAttemptNumber < 3;
                })))
                .AddActivityFunc("Fails", _ => throw new InvalidOperationException("no")),
            replays);

        var done = await host.RunAsync("Tries");

        asked.ShouldBe([1, 2, 3]);
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        host.Engine.ReadHistory(done.InstanceId).OfType<TaskRequest>().Select(request => request.TaskId).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task An_asynchronous_handler_may_wait_on_durable_timers()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Tries", context => context.CallActivityAsync("Fails", options: TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return retry.LastAttemptNumber < 2;
            })))
            .AddActivityFunc("Fails", _ => throw new InvalidOperationException("no")));

        var done = await host.RunAsync("Tries");

        (done.LastUpdatedAt - done.CreatedAt).ShouldBe(TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_missing_activity_is_not_retried()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Tries", context =>
            context.CallActivityAsync("Nowhere", options: TaskOptions.FromRetryPolicy(new RetryPolicy(9, TimeSpan.FromSeconds(1))))));

        var done = await host.RunAsync("Tries");

        host.Engine.ReadHistory(done.InstanceId).OfType<TaskScheduled>().ShouldHaveSingleItem();
        done.FailureDetails!.InnerFailure!.ErrorMessage.ShouldBe("No activity task named 'Nowhere' was found.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sub_orchestration_is_retried_under_the_same_id(bool replays)
    {
        var ids = new List<string>();
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>(
                    "Child", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))))
                .AddOrchestratorFunc<string>("Child", context =>
                {
                    ids.Add(context.InstanceId);
                    return ids.Count < 3 ? throw new InvalidOperationException("not yet") : "yes";
                }),
            replays);

        var done = await host.RunAsync("Parent");

        done.ReadOutputAs<string>().ShouldBe("yes");
        ids.Count.ShouldBe(3);
        ids.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_policy_has_the_official_defaults()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(5));

        policy.BackoffCoefficient.ShouldBe(1);
        policy.MaxRetryInterval.ShouldBe(TimeSpan.FromHours(1));
        policy.RetryTimeout.ShouldBe(Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_policy_refuses_arguments_out_of_range()
    {
        var second = TimeSpan.FromSeconds(1);
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(0, second));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, TimeSpan.FromMilliseconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, null, TimeSpan.FromMilliseconds(1)));
        Should.NotThrow(() => new RetryPolicy(1, second, 1, null, Timeout.InfiniteTimeSpan));
    }
}
