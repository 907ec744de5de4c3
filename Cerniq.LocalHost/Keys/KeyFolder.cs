using System.Buffers.Text;
using System.Security.Cryptography;

namespace Cerniq.LocalHost.Keys;

/// <summary>Keeps keys as files that only their owner can read, one key a file.</summary>
internal sealed class KeyFolder(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _making = new();

    /// <summary>The key, or null when there is none of this name.</summary>
    public string? Read(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } key ? key : null;
    }

    /// <summary>The key; made of 256 random bits and kept when there is none yet.</summary>
    public string ReadOrMake(string name)
    {
        lock (_making)
        {
            return Read(name) ?? Make(name);
        }
    }

    private string Make(string name)
    {
        CreateFolder();
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var unfinished = PathOf(name) + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(key + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, PathOf(name), overwrite: true);
        return key;
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private string PathOf(string name) => Path.Combine(folder, name + ".key");
}
