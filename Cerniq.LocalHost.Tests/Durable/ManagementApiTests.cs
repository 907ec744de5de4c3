using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.Management;
using Cerniq.LocalHost.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class ManagementApiTests : IAsyncLifetime
{
    private DurableTestHost _host = null!;
    private WebApplication _web = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string?, string>("Waits", async (context, input) =>
            {
                context.SetCustomStatus(new { At = "gate" });
                return input + await context.WaitForExternalEvent<string>("Go");
            })
            .AddOrchestratorFunc<string>("Ends", async context => await context.CallActivityAsync<string>("Echo", "end"))
            .AddOrchestratorFunc<string>("Asks", async context =>
            {
                var word = await context.CallActivityAsync<string>("Echo", "a");
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                context.SendEvent("nobody", "Hello", 1);
                await context.CallSubOrchestratorAsync("Ends", new TaskOptions().WithInstanceId("shelf/3"));
                return word + await context.CallSubOrchestratorAsync<string>("Waits", "b", new TaskOptions().WithInstanceId("a%2Fb"));
            })
            .AddOrchestratorFunc("Fails", _ => throw new InvalidOperationException("not JSON"))
            .AddOrchestratorFunc("Retries", context => context.CallActivityAsync(
                "Refuse", options: TaskOptions.FromRetryPolicy(new RetryPolicy(9, TimeSpan.FromHours(1)))))
            .AddActivityFunc("Refuse", _ => throw new TimeoutException("no answer"))
            .AddActivityFunc<string, string>("Echo", (_, word) => word));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        DurableManagementApi.Map(_web, _host.Engine, () => "k&y");
        await _web.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_web.Urls.Single() + ManagementUris.BasePath + "/") };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("%2E")]
    [InlineData("%2e%2e")]
    [InlineData(".")]
    public async Task An_address_that_asks_for_an_id_of_dots_starts_nothing_under_another(string id)
    {
        var address = _http.BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {address.AbsolutePath}orchestrators/Ends/{id} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        answer.ShouldMatch("^HTTP/1.1 40[04] ");
        (await _http.GetFromJsonAsync<JsonArray>("instances"))!.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Status_and_list_tell_what_an_open_instance_waits_for_beside_the_official_fields()
    {
        var began = _host.Clock.GetUtcNow().UtcDateTime;
        using var waits = await PostAsync("orchestrators/Waits/waits", "\"a\"");
        using var retries = await PostAsync("orchestrators/Retries/retries", "\"a\"");
        using var ends = await PostAsync("orchestrators/Ends/ends", "\"a\"");
        await _host.Engine.WhenIdleAsync();
        await _host.AdvanceUntilIdleAsync(TimeSpan.FromMinutes(90));

        var list = (await _http.GetFromJsonAsync<JsonArray>("instances"))!.ToDictionary(one => one!["instanceId"]!.GetValue<string>(), one => one!);
        var one = await _http.GetFromJsonAsync<JsonObject>("instances/waits");

        list["ends"].AsObject().ContainsKey("waitingFor").ShouldBeFalse();
        var since = began.ToString("o");
        list["waits"]["waitingFor"]!.ToJsonString().ShouldBe($$"""[{"kind":"event","name":"Go","since":"{{since}}"}]""");
        one!["waitingFor"]!.ToJsonString().ShouldBe(list["waits"]["waitingFor"]!.ToJsonString());
        one["waitingSince"]!.GetValue<string>().ShouldBe(since);
        list["retries"]["waitingFor"]!.ToJsonString().ShouldBe(
            $$"""[{"kind":"retry","name":"Refuse","since":"{{since}}","dueAt":"{{began.AddHours(2):o}}","attempt":3,"lastError":"System.TimeoutException: no answer"}]""");
    }

    [Fact]
    public async Task What_has_waited_longer_than_it_should_is_one_query_page_by_page()
    {
        foreach (var id in new[] { "first", "second", "third" })
        {
            using var started = await PostAsync($"orchestrators/Waits/{id}", "\"a\"");
            await _host.Engine.WhenIdleAsync();
            _host.Clock.Advance(TimeSpan.FromHours(1));
        }

        using var one = await _http.GetAsync("instances?waitingLongerThan=7200&top=1");
        using var next = new HttpRequestMessage(HttpMethod.Get, "instances?waitingLongerThan=7200&top=1");
        next.Headers.Add("x-ms-continuation-token", one.Headers.GetValues("x-ms-continuation-token"));
        using var two = await _http.SendAsync(next);

        string[] Ids(JsonNode list) => [.. list.AsArray().Select(found => found!["instanceId"]!.GetValue<string>())];
        Ids(JsonNode.Parse(await one.Content.ReadAsStringAsync())!).ShouldBe(["first"]);
        Ids(JsonNode.Parse(await two.Content.ReadAsStringAsync())!).ShouldBe(["second"]);
        two.Headers.Contains("x-ms-continuation-token").ShouldBeFalse();
    }

    [Fact]
    public async Task What_waits_long_is_narrowed_by_what_for_and_by_the_official_filters()
    {
        foreach (var (name, id) in new[] { ("Waits", "a-event"), ("Retries", "a-retry"), ("Waits", "b-event") })
        {
            using var started = await PostAsync($"orchestrators/{name}/{id}", "\"a\"");
            await _host.Engine.WhenIdleAsync();
        }

        _host.Clock.Advance(TimeSpan.FromMinutes(1));

        async Task<string[]> FindAsync(string query) => [.. (await _http.GetFromJsonAsync<JsonArray>($"instances?{query}"))!
            .Select(found => found!["instanceId"]!.GetValue<string>())];
        (await FindAsync("waitingLongerThan=60")).ShouldBe(["a-event", "a-retry", "b-event"]);
        (await FindAsync("waitingLongerThan=60&waitingFor=retry")).ShouldBe(["a-retry"]);
        (await FindAsync("waitingLongerThan=60&waitingFor=event&instanceIdPrefix=b")).ShouldBe(["b-event"]);
        (await FindAsync("waitingLongerThan=60&runtimeStatus=Suspended")).ShouldBeEmpty();
        foreach (var wrong in new[] { "waitingLongerThan=-1", "waitingLongerThan=soon", "waitingFor=luck" })
        {
            using var refused = await _http.GetAsync($"instances?{wrong}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }
    }

    [Fact]
    public async Task A_start_answers_with_the_addresses_of_the_instance()
    {
        using var started = await PostAsync("orchestrators/Waits/order-1", "\"a\"");

        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        started.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        var body = await JsonAsync(started);
        body["id"]!.GetValue<string>().ShouldBe("order-1");
        var status = body["statusQueryGetUri"]!.GetValue<string>();
        status.ShouldEndWith("/instances/order-1?taskHub=TestHubName&connection=Storage&code=k%26y");
        started.Headers.Location!.OriginalString.ShouldBe(status);
        body["terminatePostUri"]!.GetValue<string>().ShouldContain("/terminate?reason={text}&taskHub=");
        body["sendEventPostUri"]!.GetValue<string>().ShouldContain("/raiseEvent/{eventName}?");
        using var followed = await _http.GetAsync(new Uri(status));
        followed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_running_instance_is_shown_with_202_and_a_finished_one_with_200()
    {
        using var started = await PostAsync("orchestrators/Waits/i", "\"a\"");
        await _host.Engine.WhenIdleAsync();
        using var running = await _http.GetAsync("instances/i");
        running.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        running.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        var shown = await JsonAsync(running);
        shown["runtimeStatus"]!.GetValue<string>().ShouldBe("Running");
        shown["customStatus"]!["At"]!.GetValue<string>().ShouldBe("gate");
        shown["createdTime"]!.GetValue<string>().ShouldBe("2026-01-01T00:00:00Z");
        shown["output"].ShouldBeNull();

        using var raised = await PostAsync("instances/i/raiseEvent/Go", "\"b\"");
        raised.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _host.Engine.WhenIdleAsync();

        using var done = await _http.GetAsync("instances/i?showInput=false&showHistory=true&showHistoryOutput=true");
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        var end = await JsonAsync(done);
        end["output"]!.GetValue<string>().ShouldBe("ab");
        end["input"].ShouldBeNull();
        end["historyEvents"]!.AsArray().Select(happened => happened!["EventType"]!.GetValue<string>())
            .ShouldBe(["ExecutionStarted", "EventRaised", "ExecutionCompleted"]);
    }

    [Fact]
    public async Task A_failed_instance_is_500_only_if_asked_and_its_bare_message_is_a_text()
    {
        using var started = await PostAsync("orchestrators/Fails/f", "");
        await _host.Engine.WhenIdleAsync();

        using var plain = await _http.GetAsync("instances/f");
        using var strict = await _http.GetAsync("instances/f?returnInternalServerErrorOnFailure=true");

        plain.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(plain))["output"]!.GetValue<string>().ShouldBe("not JSON");
        strict.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_caller_may_wait_for_the_output()
    {
        using var done = await PostAsync("orchestrators/Ends?timeout=20&pollingInterval=1", "");

        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await done.Content.ReadAsStringAsync()).ShouldBe("\"end\"");
    }

    [Theory]
    [InlineData("orchestrators/Nobody", "1", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Ends", "{broken", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Ends/@x", "", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Ends/done", "", HttpStatusCode.Accepted)]
    [InlineData("orchestrators/Ends/open", "", HttpStatusCode.Conflict)]
    [InlineData("orchestrators/Ends/a%2Fb", "", HttpStatusCode.BadRequest)]
    [InlineData("orchestrators/Ends/%E8%AE%A2%20%F0%9F%A7%BE", "", HttpStatusCode.Accepted)]
    [InlineData("instances/open/raiseEvent/Go", "{broken", HttpStatusCode.BadRequest)]
    [InlineData("instances/done/raiseEvent/Go", "{broken", HttpStatusCode.Gone)]
    [InlineData("instances/nobody/raiseEvent/Go", "1", HttpStatusCode.NotFound)]
    [InlineData("instances/done/raiseEvent/Go", "1", HttpStatusCode.Gone)]
    [InlineData("instances/open/terminate?reason=x", "", HttpStatusCode.Accepted)]
    [InlineData("instances/open/suspend?reason=x", "", HttpStatusCode.Accepted)]
    [InlineData("instances/open/resume?reason=x", "", HttpStatusCode.Accepted)]
    [InlineData("instances/done/terminate", "", HttpStatusCode.Gone)]
    [InlineData("instances/nobody/suspend", "", HttpStatusCode.NotFound)]
    [InlineData("instances/done/rewind", "", HttpStatusCode.Gone)]
    [InlineData("instances/nobody/rewind", "", HttpStatusCode.NotFound)]
    [InlineData("instances/failed/rewind?reason=x", "", HttpStatusCode.Accepted)]
    [InlineData("instances/done/restart", "", HttpStatusCode.Accepted)]
    [InlineData("instances/done/restart?timeout=60&pollingInterval=1", "", HttpStatusCode.OK)]
    [InlineData("instances/open/restart?restartWithNewInstanceId=false", "", HttpStatusCode.BadRequest)]
    [InlineData("instances/open/rewind", "", HttpStatusCode.BadRequest)]
    [InlineData("entities/Counter/1?op=add", "", HttpStatusCode.NotImplemented)]
    [InlineData("instances/nobody/restart", "", HttpStatusCode.BadRequest)]
    [InlineData("instances/done", "", HttpStatusCode.NotFound)]
    [InlineData("elsewhere", "", HttpStatusCode.NotFound)]
    [InlineData("orchestrators/Ends?taskHub=Other", "", HttpStatusCode.NotFound)]
    public async Task Every_post_has_its_answer(string path, string body, HttpStatusCode expected)
    {
        await _host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("open"));
        await _host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("done"));
        await _host.StartInstanceAsync("Fails", options: new StartOrchestrationOptions("failed"));

        using var answer = await PostAsync(path, body);

        answer.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "ExecutionStarted:null: TaskCompleted:\"a\": TimerCreated:: TimerFired:: EventSent:1: SubOrchestrationInstanceCompleted:: "
        + "SubOrchestrationInstanceCompleted:\"b\": ExecutionCompleted::")]
    [InlineData("&showInput=false&showHistoryOutput=true", "ExecutionStarted:: TaskCompleted::\"a\" TimerCreated:: TimerFired:: EventSent:: "
        + "SubOrchestrationInstanceCompleted::\"end\" SubOrchestrationInstanceCompleted::\"b!\" ExecutionCompleted::\"ab!\"")]
    public async Task A_history_shows_answers_with_their_questions_and_payloads_if_asked(string query, string expected)
    {
        using var started = await PostAsync("orchestrators/Asks/asks", "null");
        await _host.AdvanceUntilIdleAsync();
        var open = (await _http.GetFromJsonAsync<JsonObject>("instances/asks?showHistory=true"))!["historyEvents"]!.AsArray()[^1]!;
        using var raised = await PostAsync("instances/a%252Fb/raiseEvent/Go", "\"!\"");
        await _host.Engine.WhenIdleAsync();

        var events = (await _http.GetFromJsonAsync<JsonObject>("instances/asks?showHistory=true" + query))!["historyEvents"]!.AsArray();

        open.ToJsonString().ShouldContain("""{"EventType":"SubOrchestrationInstanceCreated","Timestamp":"2026-01-01T00:01:00.0000000Z","Name":"Waits","InstanceId":"a%2Fb",""");
        string.Join(' ', events.Select(one => $"{one!["EventType"]}:{one["Input"]}:{one["Result"]?.ToJsonString()}")).ShouldBe(expected);
        events[1]!["FunctionName"]!.GetValue<string>().ShouldBe("Echo");
        events[1]!["ScheduledTime"]!.GetValue<string>().ShouldBe("2026-01-01T00:00:00.0000000Z");
    }

    [Fact]
    public async Task An_id_with_a_slash_is_reached_by_its_address()
    {
        await _host.RunAsync("Asks");

        using var child = await _http.GetAsync("instances/shelf%2f3");

        (await JsonAsync(child))["instanceId"]!.GetValue<string>().ShouldBe("shelf/3");
        ManagementUris.For("shelf/3", "http://x", "h", null).StatusQueryGetUri.ShouldBe("http://x/runtime/webhooks/durabletask/instances/shelf%2F3?taskHub=h&connection=Storage");
    }

    [Fact]
    public async Task Addresses_can_be_copied_out_of_an_answer_as_they_are()
    {
        using var started = await PostAsync("orchestrators/Waits/订单", "null");

        var text = await started.Content.ReadAsStringAsync();

        text.ShouldContain("\"id\":\"订单\"");
        text.ShouldContain("?taskHub=TestHubName&connection=Storage&code=k%26y\"");
    }

    [Fact]
    public async Task An_event_must_say_that_it_is_JSON()
    {
        await _host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("open"));
        using var text = new StringContent("1", Encoding.UTF8, "text/plain");

        using var answer = await _http.PostAsync("instances/open/raiseEvent/Go", text);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Instances_are_listed_by_page_and_purged_by_time()
    {
        for (var i = 0; i < 5; i++)
        {
            await _host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions($"ends-{i}"));
        }

        await _host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("waits"));
        using var first = await _http.GetAsync("instances/?runtimeStatus=Completed,Failed&top=3");
        using var rest = new HttpRequestMessage(HttpMethod.Get, "instances?runtimeStatus=Completed,Failed&top=3");
        rest.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token").Single());
        using var second = await _http.SendAsync(rest);

        (await first.Content.ReadFromJsonAsync<JsonArray>())!.Count.ShouldBe(3);
        (await second.Content.ReadFromJsonAsync<JsonArray>())!.Count.ShouldBe(2);
        second.Headers.Contains("x-ms-continuation-token").ShouldBeFalse();

        using var refused = await _http.DeleteAsync("instances");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var one = await _http.DeleteAsync("instances/ends-0");
        (await JsonAsync(one))["instancesDeleted"]!.GetValue<int>().ShouldBe(1);
        using var many = await _http.DeleteAsync("instances?createdTimeFrom=2025-01-01T00:00:00Z");
        (await JsonAsync(many))["instancesDeleted"]!.GetValue<int>().ShouldBe(4);
        using var running = await _http.DeleteAsync("instances/waits");
        (await JsonAsync(running))["instancesDeleted"]!.GetValue<int>().ShouldBe(0);
        using var none = await _http.DeleteAsync("instances/ends-0");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Addresses_follow_the_proxy_in_front()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "orchestrators/Ends");
        request.Headers.Add("Forwarded", "for=1.2.3.4;proto=https;host=cerniq.example");

        using var started = await _http.SendAsync(request);

        (await JsonAsync(started))["restartPostUri"]!.GetValue<string>().ShouldStartWith("https://cerniq.example/runtime/webhooks/durabletask/instances/");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.PostAsync(path, content);
    }

    private static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
}
