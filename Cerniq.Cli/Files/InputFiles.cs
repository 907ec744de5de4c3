namespace Cerniq.Cli.Files;

/// <summary>Something to read: a file, or <c>-</c> for standard input.</summary>
/// <param name="Path">As shown to the user.</param>
internal sealed record InputFile(string Path);

/// <summary>Finds and reads the files a command was given.</summary>
internal sealed class InputFiles(Func<Stream> standardInput)
{
    public const string StandardInput = "-";

    /// <summary>Files as given; of a folder every XML file below it, in order of name.</summary>
    public static IEnumerable<InputFile> Expand(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (path == StandardInput || !Directory.Exists(path))
            {
                yield return new InputFile(path);
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(path, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return new InputFile(file);
        }
    }

    /// <summary>The bytes, or why they cannot be read.</summary>
    public (byte[]? Bytes, string? Error) Read(InputFile file)
    {
        try
        {
            if (file.Path != StandardInput)
                return (File.ReadAllBytes(file.Path), null);
            using var buffer = new MemoryStream();
            using var input = standardInput();
            input.CopyTo(buffer);
            return (buffer.ToArray(), null);
        }
        catch (FileNotFoundException)
        {
            return (null, $"{file.Path}: there is no such file");
        }
        catch (DirectoryNotFoundException)
        {
            return (null, $"{file.Path}: there is no such folder");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, $"{file.Path}: cannot be read: {e.Message}");
        }
    }
}
