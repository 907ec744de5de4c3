namespace Cerniq.LocalHost.Storage;

/// <summary>The steps that make a store, in order. A file remembers in <c>user_version</c> how many it has taken, so a newer
/// program brings an older file up to date and an older program refuses a newer file.</summary>
/// <remarks>Never change a step that was released: add one.</remarks>
public sealed class StoreSchema(params string[] steps)
{
    /// <summary>The version this program writes.</summary>
    public int Version => steps.Length;

    /// <summary>What a program wrote that knew so many steps only.</summary>
    internal StoreSchema UpTo(int version) => new(steps[..version]);

    internal void Apply(StoreSession session, string path)
    {
        var found = Found(session);
        if (found > Version)
        {
            throw new StoreException(
                $"The store {path} has schema version {found}; this program knows versions up to {Version}. It was written by a newer release.",
                StoreFault.Newer);
        }

        for (var step = found; step < Version; step++)
        {
            session.Execute($"BEGIN IMMEDIATE;{steps[step]};PRAGMA user_version={step + 1};COMMIT");
        }
    }

    private static int Found(StoreSession session)
    {
        using var version = session.Prepare("PRAGMA user_version");
        version.Step();
        return (int)version.Int64(0);
    }
}
