using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.Management;
using Cerniq.LocalHost.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>A page of the store is damaged: what lies on it is shown as such, and hides and stops nothing else.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private const int Count = 60;
    private const int PageSize = 4096;
    private const string Damaged = "order-30";

    private DurableTestHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string, string>(
            "Order", async (context, input) => $"{await context.WaitForExternalEvent<string>("Go")} {input.Length}"));
        for (var n = 0; n < Count; n++)
        {
            await _host.Client.ScheduleNewOrchestrationInstanceAsync(
                "Order", $"input of order-{n:00} {new string('x', 500)}", new StartOrchestrationOptions($"order-{n:00}"));
        }

        await _host.Engine.WhenIdleAsync();
        await _host.Engine.StopAsync(CancellationToken.None);
        DamagePageOf($"input of {Damaged} ");
        await _host.RestartAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_lies_on_it_is_inspected_with_the_damage_as_its_problem_and_all_others_go_on()
    {
        var damaged = _host.Engine.Inspect(Damaged)!;
        damaged.Summary.Status.ShouldBe(OrchestrationRuntimeStatus.Running);
        damaged.Waits.Problem!.ShouldContain("damaged");

        await _host.RaiseAsync("order-01", "Go", "done");
        await _host.Engine.WhenIdleAsync();

        (await _host.ReadAsync("order-01")).ReadOutputAs<string>()!.ShouldStartWith("done");
    }

    [Fact]
    public async Task The_list_names_it_with_its_problem_among_all_others()
    {
        await using var web = await ServeAsync();
        using var http = new HttpClient { BaseAddress = new Uri(web.Urls.Single() + ManagementUris.BasePath + "/") };

        foreach (var query in new[] { "", "?waitingLongerThan=0" })
        {
            var list = (await http.GetFromJsonAsync<JsonArray>("instances" + query))!;

            list.Count.ShouldBe(Count, query);
            var sick = list.Where(one => one!["problem"] is not null).Select(one => one!["instanceId"]!.GetValue<string>()).ToArray();
            sick.ShouldContain(Damaged);
            sick.Length.ShouldBeLessThan(Count / 2);
            list.Where(one => one!["problem"] is null).ShouldAllBe(one => one!["input"]!.GetValue<string>().Contains("input of"));
        }
    }

    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        DurableManagementApi.Map(web, _host.Engine, () => "key");
        await web.StartAsync();
        return web;
    }

    /// <summary>Overwrites the page of the table of payloads that holds a text.</summary>
    private void DamagePageOf(string text)
    {
        const byte leafOfTable = 0x0d;
        var file = _host.Engine.Options.DatabasePath;
        var bytes = File.ReadAllBytes(file);
        var at = -1;
        do
        {
            var found = bytes.AsSpan(at + 1).IndexOf(Encoding.UTF8.GetBytes(text));
            found.ShouldBeGreaterThanOrEqualTo(0);
            at += found + 1;
        }
        while (bytes[at / PageSize * PageSize] != leafOfTable);

        bytes.AsSpan(at / PageSize * PageSize, PageSize).Fill(0x5a);
        File.WriteAllBytes(file, bytes);
    }
}
