using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Keys;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Http;

public sealed class AuthorizationTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync([typeof(GuardedFunctions)]);
        new KeyFolder(_host.Paths.KeyFolder).ReadOrMake("function-Function");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("Open", "none", 200)]
    [InlineData("Open", "wrong", 200)]
    [InlineData("Function", "none", 401)]
    [InlineData("Function", "empty", 401)]
    [InlineData("Function", "wrong", 401)]
    [InlineData("Function", "host", 200)]
    [InlineData("Function", "own", 200)]
    [InlineData("Function", "system", 401)]
    [InlineData("Function", "master", 200)]
    [InlineData("System", "none", 401)]
    [InlineData("System", "host", 401)]
    [InlineData("System", "system", 200)]
    [InlineData("System", "master", 200)]
    [InlineData("Admin", "none", 401)]
    [InlineData("Admin", "host", 401)]
    [InlineData("Admin", "own", 401)]
    [InlineData("Admin", "system", 401)]
    [InlineData("Admin", "master", 200)]
    public async Task Each_level_opens_to_its_own_keys_and_to_the_master_key(string function, string kind, int expected)
    {
        var byHeader = await _host.SendAsync(HttpMethod.Get, $"/api/{function}", Key(kind));
        var byQuery = await _host.SendAsync(HttpMethod.Get, $"/api/{function}{(Key(kind) is { } key ? $"?code={key}" : "")}");

        ((int)byHeader.StatusCode).ShouldBe(expected);
        ((int)byQuery.StatusCode).ShouldBe(expected);
    }

    [Fact]
    public async Task The_query_is_not_looked_at_when_there_is_a_header()
    {
        var response = await _host.SendAsync(HttpMethod.Get, $"/api/Function?code={TestHost.AdminKey}", "wrong");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refusal_is_problem_details_that_do_not_tell_what_was_wrong()
    {
        var without = await _host.SendAsync(HttpMethod.Get, "/api/Admin");
        var wrong = await _host.SendAsync(HttpMethod.Get, "/api/Admin", "wrong");

        without.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await Detail(wrong)).ShouldBe(await Detail(without));
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new KeyFolder(_host.Paths.KeyFolder).ReadOrMake("function-Function");

        foreach (var file in Directory.GetFiles(_host.Paths.KeyFolder))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_generated_master_key_is_kept_and_one_from_the_environment_wins_over_it()
    {
        var folder = new KeyFolder(Path.Combine(_host.Paths.DataFolder, "other"));

        var generated = new HostKeys(folder, adminKey: null).Master;

        generated.Length.ShouldBeGreaterThan(40);
        new HostKeys(folder, adminKey: "").Master.ShouldBe(generated);
        new HostKeys(folder, adminKey: "given").IsMaster(generated).ShouldBeFalse();
        new HostKeys(folder, adminKey: "given").IsMaster("given").ShouldBeTrue();
    }

    private static async Task<string?> Detail(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();

    private string? Key(string kind) => kind switch
    {
        "none" => null,
        "empty" => "",
        "host" => new KeyFolder(_host.Paths.KeyFolder).ReadOrMake("host-default"),
        "own" => new KeyFolder(_host.Paths.KeyFolder).Read("function-Function"),
        "system" => _host.Services.GetRequiredService<HostKeys>().System(HostKeys.DurableTaskExtension),
        "master" => TestHost.AdminKey,
        _ => kind,
    };
}
