using System.Collections.Concurrent;
using System.Net;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Queues;

public sealed class ServiceBusTriggerTests
{
    [Fact]
    public async Task Gives_the_body_as_the_type_the_function_asks_for_and_properties_by_name()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen);
        var queues = host.Services.GetRequiredService<LocalQueues>();

        await queues.SendAsync("text", new QueueMessage("plain") { MessageId = "m-9", CorrelationId = "c-9" });
        await queues.SendAsync("bytes", new QueueMessage("bytes"));
        await queues.SendAsync("data", new QueueMessage("data"));
        await queues.SendAsync("json", new QueueMessage("""{"NUMBER":7}"""));

        await Eventually.TrueAsync(() => seen.What.Count == 4);
        seen.What.ShouldBe(["text plain m-9 c-9 1", "bytes 5", "data data", "json 7"], ignoreOrder: true);
        await Eventually.TrueAsync(() => queues.Names.All(name => queues[name].Counts.Active == 0));
    }

    [Fact]
    public async Task A_failing_function_gets_its_message_ten_times_and_then_it_is_dead()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen);
        var queue = host.Services.GetRequiredService<LocalQueues>()["failing"];

        await queue.EnqueueAsync(new QueueMessage("x"));

        await Eventually.TrueAsync(() => queue.Counts.Dead == 1);
        seen.What.Count.ShouldBe(10);
        queue.DeadLetters().ShouldHaveSingleItem().Description.ShouldBe("System.InvalidOperationException: broken");
    }

    [Fact]
    public async Task Works_on_no_more_messages_at_once_than_the_host_file_allows()
    {
        var seen = new Seen();
        await using var host = await StartAsync(
            seen, hostJson: """{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentCalls": 2 } } }""");
        var queue = host.Services.GetRequiredService<LocalQueues>()["slow"];

        await queue.EnqueueAsync([.. Enumerable.Range(0, 5).Select(i => new QueueMessage($"{i}"))]);
        await Eventually.TrueAsync(() => seen.What.Count == 2);
        queue.Counts.Locked.ShouldBe(2);
        seen.Gate.SetResult();
        await Eventually.TrueAsync(() => queue.Counts.Active == 0);

        seen.Crowd.MostAtOnce.ShouldBe(2);
    }

    [Fact]
    public async Task The_lock_of_a_message_in_work_is_renewed_for_as_long_as_the_host_file_allows()
    {
        var seen = new Seen();
        var clock = new VirtualClock(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        await using var host = await StartAsync(
            seen,
            hostJson: """{ "version": "2.0", "extensions": { "serviceBus": { "maxAutoLockRenewalDuration": "00:02:00" } } }""",
            clock: clock);
        var queue = host.Services.GetRequiredService<LocalQueues>()["slow"];
        await queue.EnqueueAsync(new QueueMessage("x"));
        await Eventually.TrueAsync(() => seen.What.Count == 1);

        clock.Advance(TimeSpan.FromMinutes(2));
        queue.Counts.Locked.ShouldBe(1);
        seen.What.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.TrueAsync(() => seen.What.Count == 2);

        seen.Gate.SetResult();
        await Eventually.TrueAsync(() => queue.Counts.Active == 0);
        queue.Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public async Task A_stopping_host_finishes_the_message_in_work_and_leaves_the_others_for_the_next_start()
    {
        var folder = TestHost.NewFolder();
        var seen = new Seen();
        await using (var host = await StartAsync(
            seen, folder, """{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentCalls": 1 } } }"""))
        {
            var queue = host.Services.GetRequiredService<LocalQueues>()["slow"];
            await queue.EnqueueAsync([new QueueMessage("1"), new QueueMessage("2")]);
            await Eventually.TrueAsync(() => seen.What.Count == 1);
            var stopping = host.StopAsync();
            seen.Gate.SetResult();
            await Eventually.WithinAsync(stopping);
        }

        seen.What.ShouldBe(["slow 1"]);
        await using var next = await StartAsync(seen, folder);
        await Eventually.TrueAsync(() => seen.What.Count == 2);
        seen.What.ShouldBe(["slow 1", "slow 2"]);
    }

    [Fact]
    public async Task One_result_answers_the_request_and_sends_messages()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen);

        var response = await host.SendAsync(HttpMethod.Post, "/api/split");

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Eventually.TrueAsync(() => seen.What.Count == 3);
        seen.What.Select(what => what[..6]).ShouldBe(["text a", "text b", "json 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_result_of_a_queue_function_goes_to_the_queue_its_method_names()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen);

        await host.Services.GetRequiredService<LocalQueues>().SendAsync("relay", new QueueMessage("on"));

        await Eventually.TrueAsync(() => seen.What.Any(what => what.StartsWith("text on relayed", StringComparison.Ordinal)));
    }

    private static Task<TestHost> StartAsync(
        Seen seen, string? folder = null, string? hostJson = null, TimeProvider? clock = null) =>
        TestHost.StartAsync<QueueFunctions>(
            builder =>
            {
                builder.Services.AddSingleton(seen);
                builder.Services.AddSingleton(clock ?? TimeProvider.System);
                builder.Configuration["TextQueue"] = "text";
            },
            folder,
            hostJson);

    internal sealed record Order(int Number);

    internal sealed class Seen
    {
        public ConcurrentQueue<string> What { get; } = [];

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Crowd Crowd { get; } = new();

        public async Task SlowAsync(string message)
        {
            Crowd.Enter();
            What.Enqueue(message);
            await Gate.Task;
            Crowd.Leave();
        }
    }

    internal sealed class SplitResult
    {
        [HttpResult]
        public required IActionResult Answer { get; init; }

        [ServiceBusOutput("%TextQueue%", Connection = "ServiceBus")]
        public string[]? Texts { get; init; }

        [ServiceBusOutput("json", ServiceBusEntityType.Queue)]
        public Order? Order { get; init; }

        [ServiceBusOutput("json")]
        public Order? NoOrder { get; init; }
    }

    internal sealed class QueueFunctions(Seen seen)
    {
        [Function("Text")]
        public void Text(
            [ServiceBusTrigger("%TextQueue%", Connection = "ServiceBus")] string body, string messageId, string? correlationId, int deliveryCount) =>
            seen.What.Enqueue($"text {body} {messageId} {correlationId} {deliveryCount}");

        [Function("Bytes")]
        public void Bytes([ServiceBusTrigger("bytes")] byte[] body) => seen.What.Enqueue($"bytes {body.Length}");

        [Function("Data")]
        public void Data([ServiceBusTrigger("data")] BinaryData body) => seen.What.Enqueue($"data {body}");

        [Function("Json")]
        public void Json([ServiceBusTrigger("json")] Order body) => seen.What.Enqueue($"json {body.Number}");

        [Function("Failing")]
        public Task FailingAsync([ServiceBusTrigger("failing")] string body)
        {
            seen.What.Enqueue(body);
            throw new InvalidOperationException("broken");
        }

        [Function("Slow")]
        public Task SlowAsync([ServiceBusTrigger("slow")] string body) => seen.SlowAsync($"slow {body}");

        [Function("Relay")]
        [ServiceBusOutput("text")]
        public static string Relay([ServiceBusTrigger("relay")] string body) => $"{body} relayed";

        [Function("Split")]
        public static SplitResult Split([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) => new()
        {
            Answer = new StatusCodeResult(StatusCodes.Status201Created),
            Texts = ["a", $"b{request.Path}"],
            Order = new Order(1),
        };
    }
}
