using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Keys;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Monitor;

public sealed class MonitorApiTests : IAsyncLifetime
{
    private const string Api = "/runtime/monitor/api";

    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await MonitorHost.StartAsync(_clock);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Opens_to_the_admin_key_in_the_header_and_to_nothing_else()
    {
        var system = _host.Services.GetRequiredService<HostKeys>().System(HostKeys.DurableTaskExtension);

        foreach (var path in new[] { "/hub", "/instances", "/instances/x", "/nowhere" })
        {
            (await _host.SendAsync(HttpMethod.Get, Api + path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await _host.SendAsync(HttpMethod.Get, Api + path, system)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await _host.SendAsync(HttpMethod.Get, $"{Api}{path}?code={TestHost.AdminKey}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _host.SendAsync(HttpMethod.Post, $"{Api}/instances/x/terminate")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(HttpMethod.Get, Api + "/hub", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.SendAsync(HttpMethod.Get, Api + "/nowhere", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_and_its_parts_hold_no_data_and_load_nothing_from_elsewhere()
    {
        var page = await _host.SendAsync(HttpMethod.Get, "/runtime/monitor");
        var html = await page.Content.ReadAsStringAsync();

        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'");
        policy.ShouldNotContain("unsafe");
        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        (await _host.Client.GetStringAsync("/runtime/monitor/instances/any")).ShouldBe(html);
        foreach (var asset in new[] { "monitor.js", "dom.js", "format.js", "api.js", "dialogs.js", "list.js", "instance.js", "monitor.css", "icon.svg" })
        {
            var answer = await _host.SendAsync(HttpMethod.Get, $"/runtime/monitor/assets/{asset}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.ETag.ShouldNotBeNull();
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("innerHTML");
        }

        (await _host.SendAsync(HttpMethod.Get, "/runtime/monitor/assets/other.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unchanged_asset_is_not_sent_again()
    {
        var first = await _host.SendAsync(HttpMethod.Get, "/runtime/monitor/assets/monitor.js");
        var request = new HttpRequestMessage(HttpMethod.Get, "/runtime/monitor/assets/monitor.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        (await _host.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Lists_what_each_instance_waits_for_and_filters_by_every_field()
    {
        await _host.DealAsync("deal-1");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _host.FailAsync("failed-1");
        await _host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Filing), new StartOrchestrationOptions("filing-1"));
        await _host.WaitingAsync("filing-1", "retry");

        var all = await ReadAsync("/instances");
        Ids(all).ShouldBe(["deal-1", "failed-1", "filing-1"], ignoreOrder: true);
        var deal = all.GetProperty("instances").EnumerateArray().Last();
        deal.GetProperty("waitsFor").EnumerateArray().Select(wait => (wait.GetProperty("kind").GetString(), wait.GetProperty("name").GetString()))
            .ShouldBe([("event", "ProformaAccepted"), ("timer", "")]);
        var retry = (await ReadAsync("/instances?idPrefix=filing")).GetProperty("instances")[0].GetProperty("waitsFor")[0];
        retry.GetProperty("kind").GetString().ShouldBe("retry");
        retry.GetProperty("attempt").GetInt32().ShouldBe(2);
        retry.GetProperty("lastError").GetProperty("message").GetString().ShouldBe("ANAF did not answer.");

        Ids(await ReadAsync("/instances?runtimeStatus=Failed")).ShouldBe(["failed-1"]);
        Ids(await ReadAsync("/instances?search=DEAL")).ShouldBe(["deal-1"]);
        Ids(await ReadAsync("/instances?search=fil")).ShouldBe(["filing-1"]);
        Ids(await ReadAsync("/instances?createdTo=2026-03-02T08:00:30Z")).ShouldBe(["deal-1"]);
        Ids(await ReadAsync("/instances?createdFrom=2026-03-02T08:00:30Z")).ShouldBe(["failed-1", "filing-1"], ignoreOrder: true);
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances?runtimeStatus=Sleeping", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances?waitingLongerThan=-1", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances?continuation=x", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Gives_an_instance_as_a_file_that_replays_behind_the_admin_key()
    {
        await _host.DealAsync("deal-1");
        const string path = Api + "/instances/deal-1/recording";

        (await _host.SendAsync(HttpMethod.Get, path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances/nobody/recording", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var answer = await _host.SendAsync(HttpMethod.Get, path, TestHost.AdminKey);
        var recorded = RecordedInstance.Parse(await answer.Content.ReadAsStringAsync());

        HistoryReplay.Run(recorded, new FunctionOrchestrators([typeof(MonitorFunctions)]));
        recorded.Input!.ShouldContain("Ana");
    }

    [Fact]
    public async Task Finds_what_has_waited_longer_than_it_should_the_longest_first()
    {
        await _host.DealAsync("deal-1");
        _clock.Advance(TimeSpan.FromHours(1));
        await _host.DealAsync("deal-2");
        _clock.Advance(TimeSpan.FromHours(1));
        await _host.DealAsync("deal-3");
        await _host.FailAsync("failed");
        _clock.Advance(TimeSpan.FromMinutes(10));

        Ids(await ReadAsync("/instances?waitingLongerThan=3600")).ShouldBe(["deal-1", "deal-2"]);
        Ids(await ReadAsync("/instances?waitingLongerThan=7200")).ShouldBe(["deal-1"]);
        Ids(await ReadAsync("/instances?waitingLongerThan=60&runtimeStatus=Suspended")).ShouldBeEmpty();
        Ids(await ReadAsync("/instances?waitingLongerThan=60&idPrefix=deal-2")).ShouldBe(["deal-2"]);
    }

    [Fact]
    public async Task Finds_what_has_waited_long_for_one_kind_of_thing_among_all_that_waits()
    {
        await _host.DealAsync("deal-1");
        await _host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Filing), new StartOrchestrationOptions("filing-1"));
        await _host.WaitingAsync("filing-1", "retry");
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _host.DealAsync("deal-2");

        Ids(await ReadAsync("/instances?waitingFor=retry")).ShouldBe(["filing-1"]);
        Ids(await ReadAsync("/instances?waitingFor=retry&waitingLongerThan=301")).ShouldBeEmpty();
        Ids(await ReadAsync("/instances?waitingFor=event,retry&waitingLongerThan=300")).ShouldBe(["deal-1", "filing-1"], ignoreOrder: true);
        Ids(await ReadAsync("/instances?waitingFor=event&search=deal&top=1")).ShouldBe(["deal-1"]);
        Ids(await ReadAsync("/instances?waitingFor=problem")).ShouldBeEmpty();
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances?waitingFor=luck", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_suspended_waits_to_be_resumed_and_says_why()
    {
        await _host.DealAsync("deal-1");
        await _host.Durable().SuspendInstanceAsync("deal-1", "the bank is down");
        await Eventually.TrueAsync(() => _host.Engine().Inspect("deal-1")!.Summary.Status == OrchestrationRuntimeStatus.Suspended);

        var wait = (await ReadAsync("/instances?waitingFor=resume")).GetProperty("instances")[0].GetProperty("waitsFor")
            .EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "resume");

        wait.GetProperty("name").GetString().ShouldBe("the bank is down");
    }

    [Fact]
    public async Task A_long_history_is_told_page_by_page_and_what_it_waits_for_in_the_list_too()
    {
        await _host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Long), new StartOrchestrationOptions("long"));
        await _host.WaitingAsync("long", "event");

        var newest = await ReadAsync("/instances/long");
        var first = newest.GetProperty("timelineFirst").GetInt32();
        var earlier = await ReadAsync($"/instances/long?before={first}");

        newest.GetProperty("timelineTotal").GetInt32().ShouldBe(621);
        first.ShouldBe(121);
        newest.GetProperty("timeline").EnumerateArray().Last().GetProperty("result").GetProperty("text").GetString().ShouldBe("620");
        earlier.GetProperty("timelineFirst").GetInt32().ShouldBe(0);
        earlier.GetProperty("timeline").EnumerateArray().Select(step => step.GetProperty("kind").GetString()).Take(2).ShouldBe(["started", "activity"]);
        earlier.GetProperty("timeline").EnumerateArray().Last().GetProperty("result").GetProperty("text").GetString().ShouldBe("120");
        var listed = (await ReadAsync("/instances")).GetProperty("instances")[0];
        listed.GetProperty("waitsFor")[0].GetProperty("name").GetString().ShouldBe("Finish");
    }

    [Fact]
    public async Task Pages_lead_through_all_instances_once()
    {
        for (var i = 0; i < 7; i++)
        {
            await _host.DealAsync($"deal-{i}");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var filter in new[] { "", "&waitingLongerThan=0", "&idPrefix=deal" })
        {
            var ids = new List<string>();
            string? token = null;
            do
            {
                var page = await ReadAsync($"/instances?top=3{filter}{(token is null ? "" : "&continuation=" + Uri.EscapeDataString(token))}");
                Ids(page).Length.ShouldBeInRange(1, 3);
                ids.AddRange(Ids(page));
                token = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
            }
            while (token is not null);

            ids.ShouldBe(filter.Length == 0 ? Deals.Reverse() : Deals);
        }
    }

    [Fact]
    public async Task Shows_an_instance_with_its_timeline_and_payloads()
    {
        await _host.DealAsync("deal-1", "<script>");

        var found = await ReadAsync("/instances/deal-1");

        found.GetProperty("status").GetString().ShouldBe("Running");
        found.GetProperty("input").GetProperty("text").GetString()!.ShouldContain("119.5");
        found.GetProperty("customStatus").GetProperty("text").GetString()!.ShouldContain("PROFORMA_SENT");
        var steps = found.GetProperty("timeline").EnumerateArray().ToArray();
        steps.Select(step => step.GetProperty("kind").GetString()).ShouldBe(["started", "activity", "timer"]);
        steps[1].GetProperty("outcome").GetString().ShouldBe("completed");
        steps[1].GetProperty("result").GetProperty("text").GetString()!.ShouldContain("script");
        steps[2].GetProperty("outcome").GetString().ShouldBe("open");
        steps[2].GetProperty("dueAt").GetDateTime().ShouldBe(new DateTime(2026, 3, 4, 8, 0, 0, DateTimeKind.Utc));
        (await _host.SendAsync(HttpMethod.Get, Api + "/instances/none", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Raises_an_event_and_shows_the_unneeded_timer_as_cancelled()
    {
        await _host.DealAsync("deal-1");

        await CommandAsync("deal-1", "raise", new { name = "ProformaAccepted", payload = new { customer = "Bo", total = 5 } }, HttpStatusCode.Accepted);
        var done = await Eventually.WithinAsync(_host.Durable().WaitForInstanceCompletionAsync("deal-1", getInputsAndOutputs: true));

        done.ReadOutputAs<MonitorFunctions.Order>().ShouldBe(new MonitorFunctions.Order("Bo", 5));
        var found = await ReadAsync("/instances/deal-1");
        found.GetProperty("timeline").EnumerateArray().Select(step => step.GetProperty("kind").GetString())
            .ShouldBe(["started", "activity", "timer", "event", "ended"]);
        found.GetProperty("timeline")[2].GetProperty("outcome").GetString().ShouldBe("cancelled");
        await CommandAsync("deal-1", "raise", new { name = "Late" }, HttpStatusCode.Conflict);
        await CommandAsync("deal-1", "raise", new { payload = 1 }, HttpStatusCode.BadRequest);
        await CommandAsync("nobody", "raise", new { name = "Late" }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Suspends_resumes_terminates_restarts_and_purges()
    {
        await _host.DealAsync("deal-1");

        await CommandAsync("deal-1", "purge", new { }, HttpStatusCode.Conflict);
        await CommandAsync("deal-1", "suspend", new { reason = "audit" }, HttpStatusCode.Accepted);
        await BecomesAsync("deal-1", OrchestrationRuntimeStatus.Suspended);
        await CommandAsync("deal-1", "resume", new { }, HttpStatusCode.Accepted);
        await BecomesAsync("deal-1", OrchestrationRuntimeStatus.Running);
        await CommandAsync("deal-1", "restart", new { newId = false }, HttpStatusCode.Conflict);
        await CommandAsync("deal-1", "terminate", new { reason = "lost" }, HttpStatusCode.Accepted);
        await BecomesAsync("deal-1", OrchestrationRuntimeStatus.Terminated);
        (await _host.Durable().GetInstanceAsync("deal-1", getInputsAndOutputs: true))!.ReadOutputAs<string>().ShouldBe("lost");
        var restarted = await CommandAsync("deal-1", "restart", new { newId = true }, HttpStatusCode.Accepted);
        await _host.WaitingAsync(restarted.GetProperty("instanceId").GetString()!, "event");
        await CommandAsync("deal-1", "purge", new { }, HttpStatusCode.Accepted);
        await CommandAsync("deal-1", "purge", new { }, HttpStatusCode.NotFound);
        await CommandAsync("deal-1", "explode", new { }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rewinds_only_what_has_failed()
    {
        await _host.DealAsync("deal-1");
        await _host.FailAsync("failed");

        await CommandAsync("deal-1", "rewind", new { reason = "why" }, HttpStatusCode.Conflict);
        await CommandAsync("nobody", "rewind", new { reason = "why" }, HttpStatusCode.NotFound);
        await CommandAsync("failed", "rewind", new { reason = "ANAF is back" }, HttpStatusCode.Accepted);
        await BecomesAsync("failed", OrchestrationRuntimeStatus.Failed);

        var found = await ReadAsync("/instances/failed");
        found.GetProperty("timeline").EnumerateArray().Count(step => step.GetProperty("kind").GetString() == "rewound").ShouldBe(1);
        found.GetProperty("failure").GetProperty("message").GetString()!.ShouldContain("ANAF did not answer.");
    }

    [Fact]
    public async Task Counts_instances_by_status()
    {
        await _host.DealAsync("deal-1");
        await _host.DealAsync("deal-2");
        await _host.FailAsync("failed");

        var hub = await ReadAsync("/hub");

        hub.GetProperty("name").GetString().ShouldBe("Deals");
        hub.GetProperty("counts").GetProperty("Running").GetInt32().ShouldBe(2);
        hub.GetProperty("counts").GetProperty("Failed").GetInt32().ShouldBe(1);
        hub.GetProperty("keepsEndedDays").GetDouble().ShouldBe(30);
    }

    private static IEnumerable<string> Deals => Enumerable.Range(0, 7).Select(i => $"deal-{i}");

    private static string[] Ids(JsonElement list) =>
        [.. list.GetProperty("instances").EnumerateArray().Select(instance => instance.GetProperty("id").GetString()!)];

    private Task BecomesAsync(string id, OrchestrationRuntimeStatus status) =>
        Eventually.TrueAsync(() => _host.Engine().Inspect(id)?.Summary.Status == status, $"{id} to be {status}");

    private async Task<JsonElement> ReadAsync(string path)
    {
        var answer = await _host.SendAsync(HttpMethod.Get, Api + path, TestHost.AdminKey);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<JsonElement> CommandAsync(string id, string command, object body, HttpStatusCode expected)
    {
        var answer = await _host.SendAsync(HttpMethod.Post, $"{Api}/instances/{id}/{command}", TestHost.AdminKey, body);
        answer.StatusCode.ShouldBe(expected);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
