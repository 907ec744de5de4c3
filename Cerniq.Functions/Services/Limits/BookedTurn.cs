namespace Cerniq.Functions.Services;

/// <summary>Work that can be put off and comes back by itself books its turn ahead, instead of asking again and again: an
/// orchestration sleeps until then. Set for the flow of an activity.</summary>
public sealed class BookedTurn : IDisposable
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly string? _before = Ambient.Value;

    private BookedTurn()
    {
    }

    /// <summary>Who books in the current flow; null where nobody can come back.</summary>
    public static string? Holder => Ambient.Value;

    /// <summary>From now until the result is disposed, turns are booked.</summary>
    /// <param name="holder">Whose turn it is, the same when it comes back: <c>negotiation/N-1</c>.</param>
    public static BookedTurn For(string holder)
    {
        var entered = new BookedTurn();
        Ambient.Value = holder;
        return entered;
    }

    public void Dispose() => Ambient.Value = _before;
}
