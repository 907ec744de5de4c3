using System.Net;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Tests.Worker;

public sealed class MiddlewareTests
{
    private readonly Trail _trail = new();

    [Fact]
    public async Task Runs_around_the_function_in_the_order_it_was_added()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Get, "/api/Traced");

        _trail.Steps.ShouldBe(["outer in Traced", "inner in", "function", "inner out", "outer out"]);
    }

    [Fact]
    public async Task Runs_around_queue_functions_too_and_conditional_middleware_only_where_its_condition_holds()
    {
        await using var host = await StartAsync();

        await host.Services.GetRequiredService<LocalQueues>().SendAsync("traced", new QueueMessage("x"));

        await Eventually.TrueAsync(() => _trail.Steps.Contains("outer out"));
        _trail.Steps.ShouldBe(["outer in TracedQueue", "inner in", "queue only", "function", "inner out", "outer out"]);
    }

    [Fact]
    public async Task Can_answer_in_the_functions_place()
    {
        await using var host = await StartAsync();

        var response = await host.SendAsync(HttpMethod.Get, "/api/Traced?refuse=1");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _trail.Steps.ShouldNotContain("function");
    }

    [Fact]
    public async Task Can_turn_a_failure_into_an_answer()
    {
        await using var host = await StartAsync();

        var response = await host.SendAsync(HttpMethod.Get, "/api/Broken");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldBe("broken");
    }

    [Fact]
    public async Task The_correlation_id_it_puts_on_the_response_is_the_one_in_the_hosts_own_problem()
    {
        await using var host = await TestHost.StartAsync<Http.HttpFunctions>(builder =>
        {
            builder.Services.AddSingleton<Http.Greeter>();
            builder.UseMiddleware((context, next) =>
            {
                context.GetHttpContext()!.Response.Headers["x-correlation-id"] = "chosen";
                return next();
            });
        });

        var response = await host.SendAsync(HttpMethod.Get, "/api/Fails");

        response.Headers.GetValues("x-correlation-id").ShouldBe(["chosen"]);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"correlationId\":\"chosen\"");
    }

    [Fact]
    public async Task Reads_and_replaces_the_result_and_the_outputs()
    {
        await using var host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            await next();
            if (context.GetOutputBindings<string>().FirstOrDefault() is { } output)
            {
                output.Value += " replaced";
            }
        }));

        await host.SendAsync(HttpMethod.Get, "/api/Sends");

        await Eventually.TrueAsync(() => _trail.Steps.Contains("got sent replaced"));
    }

    private Task<TestHost> StartAsync(Action<IFunctionsWorkerApplicationBuilder>? more = null) =>
        TestHost.StartAsync<TracedFunctions>(builder =>
        {
            builder.Services.AddSingleton(_trail);
            builder.UseMiddleware<Outer>();
            builder.UseMiddleware(async (context, next) =>
            {
                _trail.Add("inner in");
                await next();
                _trail.Add("inner out");
            });
            builder.UseWhen(
                context => context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "serviceBusTrigger"),
                (_, next) =>
                {
                    _trail.Add("queue only");
                    return next();
                });
            more?.Invoke(builder);
        });

    internal sealed class Trail
    {
        private readonly List<string> _steps = [];

        public string[] Steps
        {
            get
            {
                lock (_steps)
                {
                    return [.. _steps];
                }
            }
        }

        public void Add(string step)
        {
            lock (_steps)
            {
                _steps.Add(step);
            }
        }
    }

    internal sealed class Outer(Trail trail) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            trail.Add($"outer in {context.FunctionDefinition.Name}");
            if (context.GetHttpContext()?.Request.Query.ContainsKey("refuse") == true)
            {
                context.GetInvocationResult().Value = new ConflictResult();
                return;
            }

            try
            {
                await next(context);
            }
            catch (InvalidOperationException failure)
            {
                context.GetInvocationResult().Value =
                    new ContentResult { StatusCode = StatusCodes.Status502BadGateway, Content = failure.Message };
            }

            trail.Add("outer out");
        }
    }

    internal sealed class Sent
    {
        [HttpResult]
        public required IActionResult Answer { get; init; }

        [ServiceBusOutput("got")]
        public required string Message { get; init; }
    }

    internal sealed class TracedFunctions(Trail trail)
    {
        [Function("Traced")]
        public IActionResult Traced([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            trail.Add("function");
            return new OkObjectResult(request.Path.Value);
        }

        [Function("TracedQueue")]
        public void TracedQueue([ServiceBusTrigger("traced")] string message, FunctionContext context) =>
            trail.Add(message == "x" && context.GetHttpContext() is null ? "function" : "wrong");

        [Function("Broken")]
        public static IActionResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            throw new InvalidOperationException(request.Path == "/api/Broken" ? "broken" : "elsewhere");

        [Function("Sends")]
        public static Sent Sends([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new() { Answer = new OkObjectResult(request.Path.Value), Message = "sent" };

        [Function("Got")]
        public void Got([ServiceBusTrigger("got")] string message) => trail.Add($"got {message}");
    }
}
