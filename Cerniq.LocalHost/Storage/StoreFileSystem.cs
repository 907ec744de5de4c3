using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>SQLite's own file system, but with a sleep that is as short as was asked for, and with logs that are written as
/// <see cref="GatheredLog"/> does.</summary>
/// <remarks>
/// The SQLite library that is shipped was built without <c>usleep</c>: whatever it asks for, it sleeps a whole second. It asks
/// for a microsecond or a few hundred whenever two connections meet at the index of the log, and for some milliseconds when it
/// waits for a lock: under load every such meeting stopped a connection, at times the writer, for a second.
/// The library's list of file systems keeps its default; connections of the store name this one.
/// </remarks>
internal static unsafe partial class StoreFileSystem
{
    private const int LongestYield = 200;

    private static Vfs* s_usual;

    /// <summary>The name to open connections with.</summary>
    public static string Name { get; } = Register();

    /// <summary>Sleeps as a connection of the store does.</summary>
    /// <returns>How many microseconds SQLite believes to have slept.</returns>
    public static int Sleep(int microseconds)
    {
        var system = (Vfs*)Find(Name);
        return system->Sleep((nint)system, microseconds);
    }

    private static string Register()
    {
        Batteries_V2.Init();
        const string name = "store";
        var usual = (Vfs*)Find(null);
        if (usual is null)
        {
            throw new NotSupportedException("The SQLite library has no file system.");
        }

        // Both live as long as the process: the library keeps pointers to them.
        var own = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *own = *usual;
        own->Next = 0;
        own->Name = Marshal.StringToCoTaskMemUTF8(name);
        own->FileSize = GatheredLog.Around(usual->FileSize);
        own->Open = &Open;
        own->Sleep = &Sleep;
        s_usual = usual;
        var code = Register((nint)own, makeDefault: 0);
        return code == raw.SQLITE_OK ? name : throw new NotSupportedException($"The SQLite library refused a file system: error {code}.");
    }

    [UnmanagedCallersOnly]
    private static int Open(nint system, byte* path, nint file, int flags, int* openedFlags)
    {
        var code = s_usual->Open(system, path, file, flags, openedFlags);
        if (code == raw.SQLITE_OK && (flags & raw.SQLITE_OPEN_WAL) != 0)
        {
            GatheredLog.Take(file, s_usual->FileSize);
        }

        return code;
    }

    /// <summary>The least waits are between threads of this process, and over as soon as the other one has run.</summary>
    [UnmanagedCallersOnly]
    private static int Sleep(nint system, int microseconds)
    {
        if (microseconds < LongestYield)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep((microseconds + 999) / 1000);
        }

        return microseconds;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Find(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(nint system, int makeDefault);

    /// <summary><c>sqlite3_vfs</c>, as far as version 1 of it goes and then on to the end of version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public nint Next;
        public nint Name;
        public nint AppData;
        public delegate* unmanaged<nint, byte*, nint, int, int*, int> Open;
        public nint Delete;
        public nint Access;
        public nint FullPathname;
        public nint DlOpen;
        public nint DlError;
        public nint DlSym;
        public nint DlClose;
        public nint Randomness;
        public delegate* unmanaged<nint, int, int> Sleep;
        public nint CurrentTime;
        public nint GetLastError;
        public nint CurrentTimeInt64;
        public nint SetSystemCall;
        public nint GetSystemCall;
        public nint NextSystemCall;
    }
}
