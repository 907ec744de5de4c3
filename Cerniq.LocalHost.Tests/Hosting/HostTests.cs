using System.Net;
using System.Net.Sockets;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Tests.Hosting;

public sealed class HostTests
{
    [Fact]
    public async Task A_second_host_on_the_same_data_folder_is_refused_until_the_first_has_gone()
    {
        var folder = TestHost.NewFolder();
        await using (await TestHost.StartAsync([typeof(GuardedFunctions)], folder: folder))
        {
            var refused = Should.Throw<DataFolderInUseException>(() => TestHost.Builder(folder, [typeof(GuardedFunctions)]).Build());
            refused.Message.ShouldContain(folder);
            refused.Message.ShouldContain("CERNIQ_DATA");
        }

        await using var next = await TestHost.StartAsync([typeof(GuardedFunctions)], folder: folder);
        (await next.SendAsync(HttpMethod.Get, "/api/Open")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_written_is_refused_by_name()
    {
        var parent = TestHost.NewFolder();
        File.WriteAllText(Path.Combine(parent, "file"), "");
        var folder = Path.Combine(parent, "file", "data");

        var refused = Should.Throw<DataFolderUnusableException>(() => TestHost.Builder(folder, [typeof(GuardedFunctions)]).Build());

        refused.Message.ShouldContain(folder);
        refused.Message.ShouldContain("CERNIQ_DATA");
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public void A_full_disk_is_not_taken_for_another_process()
    {
        if (!File.Exists("/dev/full"))
        {
            return; // Only Linux has a file that is always full.
        }

        var folder = TestHost.NewFolder();
        File.CreateSymbolicLink(Path.Combine(folder, "host.pid"), "/dev/full");

        var refused = Should.Throw<DataFolderUnusableException>(() => TestHost.Builder(folder, [typeof(GuardedFunctions)]).Build());

        refused.Message.ShouldContain("No space left");
        refused.Message.ShouldContain(folder);
        File.Delete(Path.Combine(folder, "host.pid"));
        using (TestHost.Builder(folder, [typeof(GuardedFunctions)]).Build())
        {
            // The lock was let go of.
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_taken_port_is_refused_by_name_before_anything_runs()
    {
        var folder = TestHost.NewFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = Should.Throw<HostConfigurationException>(() =>
            TestHost.Builder(folder, [typeof(GuardedFunctions)], $"--CERNIQ_PORT={port}").Build());

        refused.Message.ShouldContain($"{port}");
        refused.Message.ShouldContain("CERNIQ_PORT");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_port_that_there_is_not_is_refused()
    {
        var folder = TestHost.NewFolder();

        Should.Throw<HostConfigurationException>(() => TestHost.Builder(folder, [typeof(GuardedFunctions)], "--CERNIQ_PORT=65536").Build())
            .Message.ShouldContain("65535");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_store_of_timers_and_queues_that_a_newer_release_wrote_is_refused()
    {
        var folder = TestHost.NewFolder();
        await using (var newer = StoreDatabase.Open(Path.Combine(folder, "host.db"), new StoreSchema("CREATE TABLE a(x)", "CREATE TABLE b(x)")))
        {
        }

        var refused = await Should.ThrowAsync<StoreException>(() => TestHost.StartAsync([typeof(TimedFunctions)], folder: folder));

        refused.Fault.ShouldBe(StoreFault.Newer);
        refused.Message.ShouldContain("host.db");
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var parent = TestHost.NewFolder();
        var folder = Path.Combine(parent, "data");
        await using (await TestHost.StartAsync([typeof(TimedFunctions)], folder: folder))
        {
            const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            (File.GetUnixFileMode(folder) & others).ShouldBe(UnixFileMode.None);
            foreach (var file in Directory.EnumerateFiles(folder, "*.db*"))
            {
                (File.GetUnixFileMode(file) & others).ShouldBe(UnixFileMode.None, file);
            }
        }

        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task A_stopping_host_lets_a_running_request_finish()
    {
        var gate = new SlowFunction.Gate();
        await using var host = await TestHost.StartAsync<SlowFunction>(builder => builder.Services.AddSingleton(gate));
        var request = host.SendAsync(HttpMethod.Get, "/api/slow");
        await Eventually.WithinAsync(gate.Entered.Task);

        var stopping = host.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        gate.Open.SetResult();

        (await Eventually.WithinAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.WithinAsync(stopping);
    }

    [Fact]
    public void Local_settings_are_read_and_later_sources_win_over_them()
    {
        var folder = TestHost.NewFolder();
        File.WriteAllText(Path.Combine(folder, "local.settings.json"), """{ "Values": { "One": "1", "Deep__Er": "2", "Flag": true } /* note */ }""");

        var values = LocalSettingsFile.Read(Path.Combine(folder, "absent"), folder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).AddCommandLine(["--One=argument"]).Build();

        configuration["One"].ShouldBe("argument");
        configuration["Deep:Er"].ShouldBe("2");
        configuration["Flag"].ShouldBe("true");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Names_every_function_that_is_declared_wrongly()
    {
        var refused = Should.Throw<FunctionDiscoveryException>(() => FunctionDiscovery.Find([typeof(WrongFunctions)]));

        refused.Faults.Count.ShouldBe(5);
        refused.Message.ShouldContain("'1st'");
        refused.Message.ShouldContain("Two functions are called 'Same'");
        refused.Message.ShouldContain("async void");
        refused.Message.ShouldContain("0 triggers");
        refused.Message.ShouldContain("retry attribute, which a serviceBusTrigger");
    }

    [Fact]
    public void An_app_with_http_functions_has_to_say_that_it_serves_the_web()
    {
        var folder = TestHost.NewFolder();
        var builder = FunctionsApplication.CreateBuilder([$"--CERNIQ_DATA={folder}"]);
        builder.Properties[FunctionsApp.TypesProperty] = new[] { typeof(GuardedFunctions) };

        Should.Throw<HostConfigurationException>(() => builder.Build()).Message.ShouldContain("ConfigureFunctionsWebApplication");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Two_functions_with_the_same_route_are_refused_by_name()
    {
        var folder = TestHost.NewFolder();

        var refused = Should.Throw<HostConfigurationException>(() => TestHost.Builder(folder, [typeof(TwinFunctions)]).Build());

        refused.Message.ShouldContain("'One'");
        refused.Message.ShouldContain("'Two'");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_apps_own_services_can_call_on_orchestrations_from_their_start_to_their_end()
    {
        var folder = TestHost.NewFolder();
        var service = new Scheduler();
        await using (await TestHost.StartAsync(
            [typeof(Orchestration.DurableFunctions)],
            builder =>
            {
                builder.Services.AddSingleton(new Orchestration.Ledger());
                builder.Services.AddHostedService(provider =>
                {
                    service.Client = provider.GetRequiredService<DurableTaskClient>();
                    return service;
                });
            },
            folder))
        {
        }

        service.Started.ShouldBe(["at-start", "at-end"]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Middleware_and_functions_see_what_the_function_is()
    {
        FunctionDefinition? seen = null;
        await using var host = await TestHost.StartAsync([typeof(GuardedFunctions)], builder => builder.Use(next => context =>
        {
            seen = context.FunctionDefinition;
            return next(context);
        }));

        await host.SendAsync(HttpMethod.Get, "/api/Open");

        seen!.Name.ShouldBe("Open");
        seen.EntryPoint.ShouldBe("Cerniq.LocalHost.Tests.Http.GuardedFunctions.Open");
        seen.Parameters.Single().Type.ShouldBe(typeof(HttpRequest));
        seen.InputBindings["request"].Type.ShouldBe("httpTrigger");
        File.Exists(seen.PathToAssembly).ShouldBeTrue();
    }

    internal sealed class Scheduler : IHostedService
    {
        public DurableTaskClient Client { get; set; } = null!;

        public List<string> Started { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => ScheduleAsync("at-start", cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => ScheduleAsync("at-end", cancellationToken);

        private async Task ScheduleAsync(string id, CancellationToken cancellation) =>
            Started.Add(await Client.ScheduleNewOrchestrationInstanceAsync(
                "WaitForPrice", new StartOrchestrationOptions { InstanceId = id }, cancellation));
    }

    internal static class TimedFunctions
    {
        [Function("Yearly")]
        public static void Yearly([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);
    }

    internal static class TwinFunctions
    {
        [Function("One")]
        public static void One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "same")] HttpRequest request) =>
            ArgumentNullException.ThrowIfNull(request);

        [Function("Two")]
        public static void Two([HttpTrigger(AuthorizationLevel.Anonymous, "post", "GET", Route = "Same")] HttpRequest request) =>
            ArgumentNullException.ThrowIfNull(request);
    }

    internal static class WrongFunctions
    {
        [Function("1st")]
        public static void First([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);

        [Function("Same")]
        public static void Second([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);

        [Function("same")]
        public static void Third([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);

#pragma warning disable MA0155, VSTHRD100 // That this is wrong is the point.
        [Function("Void")]
        public static async void Fourth([TimerTrigger("0 0 * * * *")] TimerInfo timer) => await Task.FromResult(timer);
#pragma warning restore MA0155, VSTHRD100

        [Function("Retried")]
        [FixedDelayRetry(3, "00:00:01")]
        public static void Sixth([ServiceBusTrigger("jobs")] string job) => ArgumentNullException.ThrowIfNull(job);

        [Function("None")]
        public static void Fifth(TimerInfo timer) => ArgumentNullException.ThrowIfNull(timer);
    }
}
