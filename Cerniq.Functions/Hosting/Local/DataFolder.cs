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
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        DiskSync.Directory(Path.GetDirectoryName(path)!);
    }
}
