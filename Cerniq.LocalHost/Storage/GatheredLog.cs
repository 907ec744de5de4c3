using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>A write-ahead log as an open file of SQLite: what a commit appends reaches the system in one piece, at the sync.</summary>
/// <remarks>
/// <para>SQLite writes header and page of every frame apart, each after a seek: eight calls for two pages. Here frames that follow
/// each other are kept until the sync. No commit goes without one (<c>synchronous=FULL</c>), and before it no other connection
/// looks at them; whatever else is asked of the file finds them written. A write that fails fails the sync, and the commit with it.</para>
/// <para>The usual file system still does the reading and writing: this lies behind its part of the open file.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GatheredLog
{
    /// <summary>More than this is written in several pieces: the usual file system takes less than 128 KB at a time.</summary>
    private const int Capacity = 124 * 1024;

    private static readonly Lock Gate = new();
    private static FileMethods* s_usual;
    private static FileMethods* s_own;
    private static int s_offset;

    private byte* _kept;
    private int _length;
    private long _start;

    /// <summary>The size of an open file with room for this.</summary>
    public static int Around(int fileSize) => Aligned(fileSize) + sizeof(GatheredLog);

    /// <summary>Takes over a log that the usual file system has opened.</summary>
    public static void Take(nint file, int fileSize)
    {
        var methods = (FileMethods**)file;
        lock (Gate)
        {
            if (s_own is null)
            {
                s_offset = Aligned(fileSize);
                s_usual = *methods;
                s_own = (FileMethods*)NativeMemory.Alloc((nuint)sizeof(FileMethods));
                *s_own = Changed(*s_usual);
            }
        }

        if (*methods == s_usual) // else it is a file of another kind, and stays as it is
        {
            *Of(file) = default;
            *methods = s_own;
        }
    }

    /// <summary>Version 1 has all that a log needs.</summary>
    private static FileMethods Changed(FileMethods methods) => methods with
    {
        Version = 1,
        Close = &Close,
        Read = &Read,
        Write = &Write,
        Truncate = &Truncate,
        Sync = &Sync,
        Size = &Size,
    };

    private static int Aligned(int fileSize) => (fileSize + 15) / 16 * 16;

    private static GatheredLog* Of(nint file) => (GatheredLog*)(file + s_offset);

    [UnmanagedCallersOnly]
    private static int Write(nint file, byte* bytes, int count, long at)
    {
        var log = Of(file);
        if (log->_length > 0 && (at != log->_start + log->_length || count > Capacity - log->_length))
        {
            var code = WriteKept(file, log);
            if (code != raw.SQLITE_OK)
            {
                return code;
            }
        }

        if (count > Capacity)
        {
            return s_usual->Write(file, bytes, count, at);
        }

        if (log->_kept is null)
        {
            log->_kept = (byte*)NativeMemory.Alloc(Capacity);
        }

        log->_start = log->_length == 0 ? at : log->_start;
        Unsafe.CopyBlockUnaligned(log->_kept + log->_length, bytes, (uint)count);
        log->_length += count;
        return raw.SQLITE_OK;
    }

    /// <summary>What could not be written is forgotten: SQLite takes the commit back and writes its place again.</summary>
    private static int WriteKept(nint file, GatheredLog* log)
    {
        var count = log->_length;
        log->_length = 0;
        return count == 0 ? raw.SQLITE_OK : s_usual->Write(file, log->_kept, count, log->_start);
    }

    [UnmanagedCallersOnly]
    private static int Sync(nint file, int flags)
    {
        var code = WriteKept(file, Of(file));
        return code == raw.SQLITE_OK ? s_usual->Sync(file, flags) : code;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint file, byte* bytes, int count, long at)
    {
        var code = WriteKept(file, Of(file));
        return code == raw.SQLITE_OK ? s_usual->Read(file, bytes, count, at) : code;
    }

    [UnmanagedCallersOnly]
    private static int Truncate(nint file, long size)
    {
        var code = WriteKept(file, Of(file));
        return code == raw.SQLITE_OK ? s_usual->Truncate(file, size) : code;
    }

    [UnmanagedCallersOnly]
    private static int Size(nint file, long* size)
    {
        var code = WriteKept(file, Of(file));
        return code == raw.SQLITE_OK ? s_usual->Size(file, size) : code;
    }

    [UnmanagedCallersOnly]
    private static int Close(nint file)
    {
        var log = Of(file);
        var written = WriteKept(file, log);
        NativeMemory.Free(log->_kept);
        var closed = s_usual->Close(file);
        return written == raw.SQLITE_OK ? closed : written;
    }

    /// <summary><c>sqlite3_io_methods</c>, version 1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileMethods
    {
        public int Version;
        public delegate* unmanaged<nint, int> Close;
        public delegate* unmanaged<nint, byte*, int, long, int> Read;
        public delegate* unmanaged<nint, byte*, int, long, int> Write;
        public delegate* unmanaged<nint, long, int> Truncate;
        public delegate* unmanaged<nint, int, int> Sync;
        public delegate* unmanaged<nint, long*, int> Size;
        public nint Lock;
        public nint Unlock;
        public nint CheckReservedLock;
        public nint FileControl;
        public nint SectorSize;
        public nint DeviceCharacteristics;
    }
}
