namespace Cerniq.EInvoicing.Signatures;

/// <summary>The checksum of ZIP archives (polynomial 0xEDB88320).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var c = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            c = (c & 1) != 0 ? (c >> 1) ^ 0xEDB88320u : c >> 1;
        return c;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var c = 0xFFFFFFFFu;
        foreach (var b in bytes)
            c = (c >> 8) ^ Table[(c ^ b) & 0xFF];
        return c ^ 0xFFFFFFFFu;
    }
}
