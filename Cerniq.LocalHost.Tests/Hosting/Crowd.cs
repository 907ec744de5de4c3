namespace Cerniq.LocalHost.Tests.Hosting;

/// <summary>Counts how many are inside at once, and the most there ever were.</summary>
internal sealed class Crowd
{
    private readonly Lock _gate = new();
    private int _inside;

    public int MostAtOnce { get; private set; }

    public void Enter()
    {
        lock (_gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_inside);
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _inside--;
        }
    }
}
