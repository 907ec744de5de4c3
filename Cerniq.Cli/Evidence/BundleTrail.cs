using System.Text.Json;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Cli.Evidence;

/// <summary>The lines of the audit log that a bundle holds: whether each is sound, and whether they are what the manifest says of them.</summary>
/// <param name="Heads">Of each sound line, in order: the tenant's log must hold them all.</param>
/// <param name="Wrong">What does not hold, in words.</param>
internal sealed record BundleTrail(IReadOnlyList<ChainHead> Heads, IReadOnlyList<string> Wrong)
{
    public const string Name = "audit.ndjson";

    /// <param name="tenant">Whose the bundle is.</param>
    /// <param name="head">Where the manifest says that the trail ends; null when it says nothing.</param>
    public static BundleTrail Read(byte[] trail, string? tenant, ChainHead? head)
    {
        var (heads, wrong) = (new List<ChainHead>(), new List<string>());
        var (number, last) = (0, ChainHead.Before(tenant ?? ""));
        foreach (var range in trail.AsSpan().Split((byte)'\n'))
        {
            number++;
            var text = trail.AsMemory()[range];
            if (text.Length == 0)
                continue;
            if (ChainLine.TryRead(text) is not { Holds: true } line)
            {
                wrong.Add($"{Name}: line {number} was changed");
                continue;
            }

            if (line.Sequence <= last.Sequence)
                wrong.Add($"{Name}: line {number} is out of order");
            else if (line.Sequence == last.Sequence + 1 && line.Previous != last.Hash)
                wrong.Add($"{Name}: line {number} does not follow the line before it");
            if (!IsOf(line, tenant))
                wrong.Add($"{Name}: line {number} is not of tenant {tenant}");
            last = line.Head;
            heads.Add(last);
        }

        if (head is not null && (heads.Count == 0 || heads[^1] != head))
            wrong.Add($"{Name} does not end with entry {head.Sequence}:{head.Hash}, as the manifest says");
        if (head is null && heads.Count > 0)
            wrong.Add($"the manifest does not say where {Name} ends");
        return new BundleTrail(heads, wrong);
    }

    private static bool IsOf(ChainLine line, string? tenant)
    {
        using var entry = JsonDocument.Parse(line.Entry);
        return entry.RootElement.TryGetProperty("tenant", out var whose) && whose.ToString() == tenant;
    }
}
