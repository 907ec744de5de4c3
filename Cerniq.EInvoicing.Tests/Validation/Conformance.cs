using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>
/// The official verdicts, when a folder <c>shared/conformance</c> stands beside the repository. They are other publishers' test
/// data and are not part of it; without them the tests that need them are reported as skipped.
/// </summary>
internal static class Conformance
{
    public static readonly string? Folder = Find();

    public static Dictionary<string, byte[]> Documents()
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var file = new GZipStream(File.OpenRead(Path.Combine(Folder!, "public.tar.gz")), CompressionMode.Decompress);
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream.ReadExactly(bytes);
            documents[Path.GetFileName(entry.Name)] = bytes;
        }
        return documents;
    }

    public static IEnumerable<JsonElement> Verdicts()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder!, "public.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            using (var json = JsonDocument.Parse(line))
                yield return json.RootElement.Clone();
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "conformance");
            if (File.Exists(Path.Combine(candidate, "public.jsonl.gz")))
                return candidate;
        }
        return null;
    }
}

/// <summary>A test that needs the official verdicts; shown as skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        if (Conformance.Folder is null)
            Skip = "The folder shared/conformance is not beside the repository.";
    }
}
