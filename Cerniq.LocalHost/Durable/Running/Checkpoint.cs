namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Places where a crash can fall between two durable facts.</summary>
public enum Checkpoint
{
    /// <summary>An activity is about to run; that it is due is on disk.</summary>
    BeforeActivity,

    /// <summary>An activity has had its effect; its completion is not on disk.</summary>
    AfterActivity,

    /// <summary>A turn is worked out; nothing of it is on disk.</summary>
    BeforeTurnCommit,

    /// <summary>A turn is on disk; nobody has been told.</summary>
    AfterTurnCommit,

    /// <summary>A start, event or command is on disk; whoever sent it has not been told.</summary>
    AfterMessageStored,
}

/// <summary>Lets tests cut the power at a checkpoint: from then on the engine does nothing more.</summary>
internal sealed class EngineFaults
{
    private volatile bool _isCut;

    /// <summary>Told the checkpoint and the name of the task; true cuts the power there.</summary>
    public Func<Checkpoint, string, bool>? Hook { get; set; }

    public bool IsCut => _isCut;

    public void Cut() => _isCut = true;

    /// <summary>What callers get that wait for an answer when the power goes.</summary>
    public static IOException NoPower() => new("The power was cut: nobody knows whether it was stored.");

    public bool CutAt(Checkpoint checkpoint, string name)
    {
        if (Hook is { } hook && !_isCut && hook(checkpoint, name))
        {
            _isCut = true;
        }

        return _isCut;
    }
}
