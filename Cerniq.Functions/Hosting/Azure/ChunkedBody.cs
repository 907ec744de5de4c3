using Azure.Data.Tables;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>A body cut into binary properties <c>b00</c>, <c>b01</c>, … of at most 64 KB.</summary>
internal static class ChunkedBody
{
    private const int ChunkSize = 64 * 1024;

    public static TableEntity Write(TableEntity entity, ReadOnlyMemory<byte> body)
    {
        for (var start = 0; start < body.Length; start += ChunkSize)
        {
            entity.Add(Name(start / ChunkSize), body.Slice(start, Math.Min(ChunkSize, body.Length - start)).ToArray());
        }

        return entity;
    }

    public static ReadOnlyMemory<byte> Read(TableEntity entity)
    {
        if (!entity.ContainsKey(Name(1)))
        {
            return entity.GetBinary(Name(0));
        }

        using var body = new MemoryStream();
        for (var chunk = 0; entity.ContainsKey(Name(chunk)); chunk++)
        {
            body.Write(entity.GetBinary(Name(chunk)));
        }

        return body.ToArray();
    }

    private static string Name(int chunk) => $"b{chunk:D2}";
}
