using Cerniq.LocalHost.Hosting;

namespace Cerniq.LocalHost.Tests.Hosting.Processes;

public sealed class StartRefusalTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_process_on_a_data_folder_says_so_in_a_line_and_ends_with_code_1()
    {
        using var held = DataFolderLock.Take(Path.Combine(_folder, "data"));
        using var second = new HostProcess(_folder);

        var (code, complaints) = await second.EndAsync();

        code.ShouldBe(1);
        complaints.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain($"is in use by process {Environment.ProcessId}");
    }

    [Fact]
    public async Task A_store_that_is_none_says_so_in_a_line_and_ends_with_code_1()
    {
        var store = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, "durable.db");
        await File.WriteAllTextAsync(store, new string('?', 8192));
        using var host = new HostProcess(_folder);

        var (code, complaints) = await host.EndAsync();

        code.ShouldBe(1);
        complaints.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain($"{store} is damaged, or is no store");
    }

    [Fact]
    public void A_fault_of_the_program_keeps_its_trace() => StartRefusal.Words(new InvalidOperationException("a fault")).ShouldBeNull();
}
