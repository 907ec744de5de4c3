using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Whether the data folder takes a file and the disk has room.</summary>
internal sealed class DataFolderProbe(DataFolder folder) : IHealthProbe
{
    private const long LeastFree = 100L * 1024 * 1024;

    public string Name => "data-folder";

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var path = folder.PathOf($"health-{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllTextAsync(path, "ok", cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }

        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        return free < LeastFree
            ? ProbeResult.Bad($"only {free / (1024 * 1024)} MB are free")
            : ProbeResult.Good($"{free / (1024 * 1024)} MB are free");
    }
}
