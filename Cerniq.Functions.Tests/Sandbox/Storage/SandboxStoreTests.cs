using Cerniq.Sandbox.Storage;

namespace Cerniq.Functions.Tests.Sandbox.Storage;

public sealed class SandboxStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox ă 50% #1?-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Keeps_what_is_written_in_a_folder_of_any_name()
    {
        await using (var store = new SandboxStore(_folder.FullName))
        {
            await store.WriteAsync(session => session.PutBlob("seal", [1, 2, 3]));
        }

        File.Exists(Path.Combine(_folder.FullName, "sandbox.db")).ShouldBeTrue();
        await using var again = new SandboxStore(_folder.FullName);
        again.Read(session => session.Blob("seal")).ShouldBe([1, 2, 3]);
    }
}
