using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Tests.Storage;

public sealed class StoreFileSystemTests
{
    /// <summary>The library as shipped turns every sleep into whole seconds, and says so.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    [InlineData(1_400)]
    public void Sleeps_as_short_as_SQLite_asks_for(int microseconds) => StoreFileSystem.Sleep(microseconds).ShouldBe(microseconds);
}
