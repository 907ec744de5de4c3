namespace Cerniq.Cli.Files;

/// <summary>Writes a result where the user wants it.</summary>
internal static class OutputFile
{
    /// <summary>Writes to <paramref name="path"/> by way of a neighbour, so that a broken run leaves no half file; null on success.</summary>
    public static string? Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".part";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"{path}: cannot be written: {e.Message}";
        }
    }
}
