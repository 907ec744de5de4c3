namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class MigrateCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("submissions")]
    [InlineData("credentials")]
    public async Task What_cannot_be_begun_is_exit_code_2_and_says_why(string command)
    {
        (await MigrateAsync(command, "/nowhere/to/be/found", "http://127.0.0.1:1")).Error.ShouldContain("/nowhere/to/be/found: there is no such");
        (await MigrateAsync(command, _run.File("empty", ""), "127.0.0.1:7071")).Error.ShouldContain("is no address of an app");
        (await MigrateAsync(command, _run.File("empty", ""), "http://127.0.0.1:1")).Error.ShouldContain("empty:1: there is nothing in it");
        (await MigrateAsync(command, _run.File("list", "[{}]"), "http://127.0.0.1:1")).Error.ShouldContain("cannot be reached");
        (await _run.RunAsync("migrate", command, "x", "--tenant", "acme")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Standard_input_is_read_for_a_dash() =>
        (await _run.RunAsync("number\n1\n"u8.ToArray(), "migrate", "submissions", "-", "--app", "http://127.0.0.1:1", "--tenant", "acme")).Error.ShouldContain("-:1: the first line has no column id");

    [Fact]
    public async Task A_key_that_is_none_is_not_quoted()
    {
        await MigrateAsync("credentials", _run.File("list", "[{}]"), "http://127.0.0.1:1", "--key", "se\ncret");
        _run.Error.ShouldContain("the key holds characters");
        _run.Error.ShouldNotContain("cret");
    }

    private async Task<CliRun> MigrateAsync(string command, string file, string app, params string[] more)
    {
        await _run.RunAsync(["migrate", command, file, "--app", app, "--tenant", "acme", .. more]);
        _run.ExitCode.ShouldBe(2, _run.Output + _run.Error);
        return _run;
    }
}
