using System.Security.Cryptography;
using System.Text;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>The folder that holds all that one machine knows. The host sees to it that one process at a time has it.</summary>
internal sealed class DataFolder
{
    public DataFolder(string path)
    {
        Root = Path.GetFullPath(path);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The path of a file that only the owner may read; made empty when it is not there.</summary>
    /// <remarks>SQLite gives the files beside its database the rights of the database.</remarks>
    public string PrivateFile(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            using var file = new FileStream(path, OwnerOnly(FileMode.OpenOrCreate));
        }

        return path;
    }

    /// <summary>A folder that only the owner may look into.</summary>
    public string PrivateFolder(string name)
    {
        var path = PathOf(name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>A random key that only the owner may read, made at the first call.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public byte[] Key(string name)
    {
        const int Length = 32;
        var text = Text(name, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length)));
        var key = new byte[Length];
        return Convert.FromHexString(text, key, out _, out var written) == System.Buffers.OperationStatus.Done && written == Length
            ? key
            : throw new InvalidDataException($"{PathOf(name)} does not hold {Length} bytes in hexadecimal: it is damaged.");
    }

    /// <summary>A secret text that only the owner may read, made at the first call.</summary>
    public string Text(string name, Func<string> create)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            Write(path, create());
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>Written beside and renamed, so that a crash leaves either no key or a whole one.</summary>
    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, OwnerOnly(FileMode.CreateNew)))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        DiskSync.Directory(Path.GetDirectoryName(path)!);
    }

    private static FileStreamOptions OwnerOnly(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
