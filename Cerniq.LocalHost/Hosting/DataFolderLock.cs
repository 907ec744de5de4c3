using System.Diagnostics;
using System.Globalization;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Holds the data folder for one process; the operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _lock;

    private DataFolderLock(FileStream held) => _lock = held;

    /// <summary>Makes the folder, for its owner alone, if need be and takes it for this process.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    /// <exception cref="DataFolderUnusableException">It cannot be made or written.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            MakePrivate(folder);
            return Hold(folder);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException and not DataFolderInUseException)
        {
            throw new DataFolderUnusableException(folder, refused);
        }
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static DataFolderLock Hold(string folder)
    {
        var holder = Path.Combine(folder, "host.pid");
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException shared) when (IsHeldElsewhere(shared))
        {
            throw new DataFolderInUseException(folder, ReadHolder(holder));
        }

        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(held);
        }
        catch (Exception)
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Tells a lock of another process from a full disk or a read-only file system: by the code of the system, for the
    /// exception is the same.</summary>
    private static bool IsHeldElsewhere(IOException refused)
    {
        const int sharingViolation = unchecked((int)0x80070020), wouldBlockOnLinux = 11, wouldBlockOnMac = 35;
        return refused.HResult is sharingViolation or wouldBlockOnLinux or wouldBlockOnMac;
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
    : IOException($"The data folder {folder} cannot be used: {cause.Message.TrimEnd('.')}. Let this process write there and leave room on the disk, or choose another folder with CERNIQ_DATA.", cause)
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
