using System.Net;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Hosting.Orchestration;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

public sealed class TaskClassTests
{
    [Fact]
    public async Task Classes_run_beside_functions_and_with_the_apps_services()
    {
        await using var host = await TestHost.StartAsync<CallingFunctions>(builder =>
        {
            builder.Services.AddSingleton(new Stamp("!"));
            builder.ConfigureDurableExtension().ConfigureDurableWorker()
                .AddTasks(tasks => tasks.AddOrchestrator<Greeting>().AddActivity<Stamping>())
                .UseVersioning(new VersioningOptions { Version = "7", DefaultVersion = "7", MatchStrategy = VersionMatchStrategy.Strict })
                .Configure(options => options.MaximumTimerInterval = TimeSpan.FromDays(1));
        });

        var done = await RunAsync(host, "Greeting", "ana");

        done.ReadOutputAs<string>().ShouldBe("CallWeb ana! 7");
        var options = host.Services.GetRequiredService<DurableHost>().Engine.Options;
        (options.CodeVersion, options.VersionMatch, options.MaximumTimerInterval)
            .ShouldBe(("7", VersionMatchStrategy.Strict, TimeSpan.FromDays(1)));
        host.Services.GetRequiredService<IDurableTaskClientProvider>().GetClient("any").ShouldBe(host.Services.GetRequiredService<DurableTaskClient>());
    }

    [Theory]
    [InlineData("""{ }""", "", VersionMatchStrategy.None, VersionFailureStrategy.Reject)]
    [InlineData("""{ "defaultVersion": "2" }""", "2", VersionMatchStrategy.CurrentOrOlder, VersionFailureStrategy.Reject)]
    [InlineData("""{ "versionMatchStrategy": "strict", "versionFailureStrategy": "Fail" }""", "", VersionMatchStrategy.Strict, VersionFailureStrategy.Fail)]
    public async Task Versions_are_as_the_host_file_says(string section, string version, VersionMatchStrategy match, VersionFailureStrategy failure)
    {
        await using var host = await TestHost.StartAsync<CallingFunctions>(
            hostJson: $$"""{ "version": "2.0", "extensions": { "durableTask": {{section}} } }""");

        var options = host.Services.GetRequiredService<DurableHost>().Engine.Options;

        (options.CodeVersion, options.DefaultVersion, options.VersionMatch, options.VersionFailure).ShouldBe((version, version, match, failure));
    }

    [Fact]
    public async Task An_orchestrators_http_call_goes_over_the_network_and_asks_again()
    {
        await using var host = await TestHost.StartAsync<CallingFunctions>();

        var done = await RunAsync(host, "CallWeb", new Call(new Uri(host.Client.BaseAddress!, "api/slow"), Polls: true));

        done.ReadOutputAs<string>().ShouldBe("200 ready CallWeb");
    }

    [Theory]
    [InlineData("api/echo", null, "200 application/json; charset=utf-8 {\"ș\":1} a, b CallWeb")]
    [InlineData("api/stall", 1, "TimeoutException")]
    [InlineData("api/refuse", null, "HttpRequestException")]
    [InlineData("api/token", null, "InvalidOperationException")]
    public async Task An_orchestrators_http_call_tells_what_came_of_it(string path, int? timeout, string expected)
    {
        await using var host = await TestHost.StartAsync<CallingFunctions>();

        var done = await RunAsync(host, "CallWeb", new Call(new Uri(host.Client.BaseAddress!, path), Polls: false, timeout));

        (done.ReadOutputAs<string>()).ShouldBe(expected);
    }

    private static async Task<OrchestrationMetadata> RunAsync(TestHost host, string orchestrator, object input)
    {
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        return await Eventually.WithinAsync(client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));
    }

    internal sealed record Stamp(string Mark);

    internal sealed record Call(Uri Uri, bool Polls, int? Timeout = null);

    internal sealed class Greeting : TaskOrchestrator<string, string>
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context, string input)
        {
            context.GetFunctionContext().ShouldBeNull();
            var name = await context.CallSubOrchestratorAsync<string>("NameOf");
            return $"{name} {await context.CallActivityAsync<string>("Stamps", input)} {context.Version}";
        }
    }

    [DurableTask("Stamps")]
    internal sealed class Stamping(Stamp stamp) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult(input + stamp.Mark);
    }

    internal sealed class CallingFunctions
    {
        [Function("NameOf")]
        public static string NameOf([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            context.GetFunctionContext()!.FunctionDefinition.Name.ShouldBe("NameOf");
            return "CallWeb";
        }

        [Function("CallWeb")]
        public static async Task<string> CallWeb([OrchestrationTrigger] TaskOrchestrationContext context, Call call)
        {
            var path = call.Uri.AbsolutePath;
            var request = new DurableHttpRequest(HttpMethod.Post, call.Uri)
            {
                Content = "{\"ș\":1}",
                Headers = new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(StringComparer.Ordinal)
                {
                    ["content-type"] = "application/json; charset=utf-8",
                    ["X-Many"] = new(["a", "b"]),
                },
                AsynchronousPatternEnabled = call.Polls,
                Timeout = call.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                HttpRetryOptions = path == "/api/refuse" ? new() { MaxNumberOfAttempts = 2, FirstRetryInterval = TimeSpan.FromMilliseconds(1) } : null,
                TokenSource = path == "/api/token" ? new ManagedIdentityTokenSource("https://vault.example") : null,
            };
            try
            {
                var response = await context.CallHttpAsync(request);
                return $"{(int)response.StatusCode} {response.Content} {context.GetFunctionContext()?.FunctionDefinition.Name}";
            }
            catch (TaskFailedException failed)
            {
                return failed.FailureDetails.ErrorType.Split('.')[^1];
            }
        }

        [Function("Slow")]
        public static IResult Slow([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "slow")] HttpRequest request)
        {
            request.HttpContext.Response.Headers.RetryAfter = "0";
            return Results.Accepted("/api/ready");
        }

        [Function("Ready")]
        public static string Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ready")] HttpRequest request) =>
            request.ContentLength is null or 0 ? "ready" : "content came along";

        [Function("Echo")]
        public static async Task<IResult> EchoAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request)
        {
            using var reader = new StreamReader(request.Body);
            return Results.Text($"{request.ContentType} {await reader.ReadToEndAsync(request.HttpContext.RequestAborted)} {request.Headers["X-Many"]}");
        }

        [Function("Stall")]
        public static Task Stall([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "stall")] HttpRequest request) =>
            Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);

        [Function("Refuse")]
        public static IResult Refuse([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "refuse")] HttpRequest request) =>
            Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
