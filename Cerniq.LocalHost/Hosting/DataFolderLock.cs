using System.Diagnostics;
using System.Globalization;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Holds the data folder for one process; the operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _lock;

    private DataFolderLock(FileStream held) => _lock = held;

    /// <summary>Makes the folder if need be and takes it for this process.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    /// <exception cref="DataFolderUnusableException">It cannot be made or written.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Hold(folder);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException and not DataFolderInUseException)
        {
            throw new DataFolderUnusableException(folder, refused);
        }
    }

    private static DataFolderLock Hold(string folder)
    {
        var holder = Path.Combine(folder, "host.pid");
        try
        {
            var held = new FileStream(Path.Combine(folder, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(held);
        }
        catch (IOException inUse) when (File.Exists(holder) && inUse is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new DataFolderInUseException(folder, ReadHolder(holder));
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string ReadHolder(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId
                ? $"process {id} ({Process.GetProcessById(id).ProcessName})"
                : "this process";
        }
        catch (Exception unknown) when (unknown is IOException or ArgumentException or InvalidOperationException)
        {
            return "another process";
        }
    }
}

/// <summary>The data folder cannot be made or written.</summary>
public sealed class DataFolderUnusableException(string folder, Exception cause)
    : IOException($"The data folder {folder} cannot be used: {cause.Message} Let this process write there, or choose another folder with CERNIQ_DATA.", cause)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;
}

/// <summary>A second host was started on a data folder that is in use.</summary>
public sealed class DataFolderInUseException(string folder, string holder)
    : IOException($"The data folder {folder} is in use by {holder}. Stop it first, or choose another folder with CERNIQ_DATA.")
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;
}
