using System.Text.Json;
using Cerniq.LocalHost.Http;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Http;

/// <summary>What goes wrong around a function, and what the caller and the log are told of it.</summary>
public sealed class HttpRefusalsTests
{
    private readonly LogCapture _log = new();

    public static TheoryData<Exception> Breaks =>
        [new ConnectionResetException("reset"), new OperationCanceledException(), new IOException("broken pipe")];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_caller_who_has_gone_is_neither_answered_nor_a_fault(Exception broken)
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        var http = await RunAsync(broken, gone.Token);

        http.Response.Body.Length.ShouldBe(0);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_broke_is_known_before_the_request_counts_as_aborted()
    {
        await RunAsync(new ConnectionResetException("reset"), CancellationToken.None);

        _log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(13, "disk is full")]
    [InlineData(8, "cannot be written")]
    [InlineData(5, "Another process")]
    [InlineData(778, "disk reported an error")]
    public async Task A_store_that_cannot_be_written_is_a_503_that_says_why_and_names_no_file(int code, string words)
    {
        var http = await RunAsync(new StoreException("/secret/place/store.db cannot grow", code), CancellationToken.None);

        http.Response.StatusCode.ShouldBe(503);
        http.Response.Headers.RetryAfter.ToString().ShouldBe("5");
        var problem = Body(http);
        problem.GetProperty("detail").GetString()!.ShouldContain(words);
        problem.GetRawText().ShouldNotContain("/secret");
        _log.Lines.ShouldHaveSingleItem().ShouldContain("store.db cannot grow");
    }

    [Fact]
    public async Task A_damaged_store_is_a_500_that_says_so()
    {
        var http = await RunAsync(new StoreException("page 7", 11), CancellationToken.None);

        http.Response.StatusCode.ShouldBe(500);
        http.Response.Headers.RetryAfter.Count.ShouldBe(0);
        Body(http).GetProperty("detail").GetString()!.ShouldContain("damaged");
    }

    [Fact]
    public async Task Any_other_failure_is_a_500_and_logged()
    {
        var http = await RunAsync(new IOException("an app's own file"), CancellationToken.None);

        http.Response.StatusCode.ShouldBe(500);
        Body(http).GetRawText().ShouldNotContain("own file");
        _log.Lines.ShouldHaveSingleItem().ShouldContain("an app's own file");
    }

    private static JsonElement Body(DefaultHttpContext http)
    {
        http.Response.Body.Position = 0;
        return JsonSerializer.Deserialize<JsonElement>(http.Response.Body);
    }

    private async Task<DefaultHttpContext> RunAsync(Exception failure, CancellationToken aborted)
    {
        using var logging = new LoggerFactory([_log]);
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        HttpRefusals.Use(app, logging.CreateLogger("http"));
        app.Run(_ => Task.FromException(failure));
        var http = new DefaultHttpContext { RequestAborted = aborted };
        http.Response.Body = new MemoryStream();
        await app.Build()(http);
        return http;
    }
}
