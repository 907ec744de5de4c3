using System.Net;
using Cerniq.LocalHost.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Hosting;

public sealed class LoggingTests
{
    private readonly LogCapture _log = new();

    [Fact]
    public async Task A_key_in_an_address_is_never_logged()
    {
        await using (var host = await TestHost.StartAsync([typeof(GuardedFunctions), typeof(Unmakeable)], AddCapture))
        {
            await host.SendAsync(HttpMethod.Get, $"/api/Admin?code={TestHost.AdminKey}");
            await host.SendAsync(HttpMethod.Get, $"/api/Unmakeable?code={TestHost.AdminKey}");
            await host.SendAsync(HttpMethod.Get, $"/nowhere?code={TestHost.AdminKey}");
        }

        _log.Lines.ShouldNotBeEmpty();
        _log.Lines.ShouldAllBe(line => !line.Contains(TestHost.AdminKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_can_never_run_is_told_at_the_start_and_harms_no_other()
    {
        await using var host = await TestHost.StartAsync([typeof(GuardedFunctions), typeof(Unmakeable)], AddCapture);

        await Eventually.TrueAsync(() => _log.Lines.Any(line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("'Unmakeable'", StringComparison.Ordinal)));
        (await host.SendAsync(HttpMethod.Get, "/api/Unmakeable")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await host.SendAsync(HttpMethod.Get, "/api/Open")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_host_file_sets_the_levels()
    {
        await using (await TestHost.StartAsync(
            [typeof(GuardedFunctions)], AddCapture, hostJson: """{ "version": "2.0", "logging": { "logLevel": { "default": "Error" } } }"""))
        {
        }

        _log.Lines.ShouldNotContain(line => line.StartsWith("Information", StringComparison.Ordinal));
    }

    private void AddCapture(Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder builder) => builder.Logging.AddProvider(_log);

    internal sealed class Unmakeable
    {
        private Unmakeable()
        {
        }

        public static Unmakeable Make() => new();

        [Function("Unmakeable")]
        public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => $"{GetHashCode()} {request.Path}";
    }
}
