using System.Text;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class AuditCommandTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly List<string> _lines = [];
    private readonly ChainHead _head = ChainHead.Before("acme");

    public AuditCommandTests()
    {
        foreach (var action in new[] { "one", "two", "three" })
        {
            var line = ChainLine.After(_head, Encoding.UTF8.GetBytes($$"""{"tenant":"acme","action":"{{action}}"}"""));
            _head = line.Head;
            _lines.Add(Encoding.UTF8.GetString(line.Write()));
        }
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_sound_log_gives_its_head()
    {
        await VerifyAsync();
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldContain($"sound: 3 entries, head 3:{_head.Hash}");
    }

    [Fact]
    public async Task The_first_broken_entry_is_named()
    {
        _lines[1] = _lines[1].Replace("two", "2", StringComparison.Ordinal);
        await VerifyAsync();
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("BROKEN at entry 2");
    }

    [Fact]
    public async Task A_log_cut_short_is_found_by_a_head_known_from_earlier()
    {
        _lines.RemoveAt(2);
        await VerifyAsync("--known", $"3:{_head.Hash}");
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("BROKEN at entry 3");
    }

    [Fact]
    public async Task Another_tenants_log_is_not_taken_for_it()
    {
        await VerifyAsync("--tenant", "other");
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("entry 1");
    }

    [Theory]
    [InlineData("--known", "3")]
    [InlineData("--known", "x:00")]
    public async Task What_cannot_be_read_is_exit_code_2(params string[] more)
    {
        await VerifyAsync(more);
        _run.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task No_file_is_exit_code_2() =>
        (await _run.RunAsync("audit", "verify", "/nowhere/to/be/found")).ExitCode.ShouldBe(2);

    [Theory]
    [InlineData("either LOG.ndjson or --app")]
    [InlineData("either LOG.ndjson or --app", "log.ndjson", "--app", "http://127.0.0.1:1")]
    [InlineData("--tenant is needed with --app", "--app", "http://127.0.0.1:1")]
    [InlineData("no address of an app", "--app", "log.ndjson", "--tenant", "demo")]
    public async Task One_of_a_file_and_the_running_app_is_asked_for(string why, params string[] given)
    {
        await _run.RunAsync(["audit", "verify", .. given]);
        (_run.ExitCode, _run.Error.Contains(why, StringComparison.Ordinal)).ShouldBe((2, true), _run.Error);
    }

    private Task<CliRun> VerifyAsync(params string[] more) =>
        _run.RunAsync(["audit", "verify", _run.File("log.ndjson", string.Join('\n', _lines) + "\n"), .. more]);
}
