namespace Cerniq.EInvoicing.Evidence;

/// <summary>Reads a log line by line, from its beginning, and says where it is broken first.</summary>
/// <param name="log">The log's name, such as the tenant's.</param>
/// <param name="known">Heads kept from earlier: the log must still pass through each of them.</param>
public sealed class ChainCheck(string log, params IReadOnlyList<ChainHead> known)
{
    /// <summary>How far the log is sound.</summary>
    public ChainHead Head { get; private set; } = ChainHead.Before(log);

    /// <summary>Where it is broken first; null so far.</summary>
    public ChainBreak? Broken { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <returns>False once the log is broken: further lines change nothing.</returns>
    public bool Next(ReadOnlyMemory<byte> line)
    {
        if (Broken is not null)
            return false;
        var read = ChainLine.TryRead(line);
        Broken = Judge(read);
        Head = Broken is null ? read!.Head : Head;
        return Broken is null;
    }

    /// <summary>Says that there are no more lines.</summary>
    /// <param name="last">Where the log must end, when that is known.</param>
    /// <returns>The first break, or null when the log is sound from its beginning to its end.</returns>
    public ChainBreak? End(ChainHead? last = null)
    {
        if (Broken is null && last is not null && last != Head)
        {
            Broken = last.Sequence > Head.Sequence
                ? new ChainBreak(Head.Sequence + 1, $"The log ends after entry {Head.Sequence}, but it had {last.Sequence}: its end is missing.")
                : new ChainBreak(Head.Sequence, $"The log should end with entry {last.Sequence} and hash {last.Hash}; it ends otherwise.");
        }

        var beyond = known.Where(head => head.Sequence > Head.Sequence).MinBy(head => head.Sequence);
        if (Broken is null && beyond is not null)
            Broken = new ChainBreak(Head.Sequence + 1, $"The log ends after entry {Head.Sequence}, but entry {beyond.Sequence} was in it once.");
        return Broken;
    }

    private ChainBreak? Judge(ChainLine? line)
    {
        var due = Head.Sequence + 1;
        if (line is null)
            return new ChainBreak(due, $"The line of entry {due} is damaged: it is not what the log wrote.");
        if (line.Sequence != due)
            return new ChainBreak(due, $"Entry {due} is missing; entry {line.Sequence} stands in its place.");
        if (!string.Equals(line.Previous, Head.Hash, StringComparison.Ordinal))
            return new ChainBreak(due, due == 1 ? $"Entry 1 is not the beginning of the log «{log}»." : $"Entry {due} does not follow entry {due - 1}: one of the two is not what was logged.");
        if (!line.Holds)
            return new ChainBreak(due, $"Entry {due} was changed: its hash is not that of its content.");
        return known.Any(head => head.Sequence == due && !string.Equals(head.Hash, line.Hash, StringComparison.Ordinal))
            ? new ChainBreak(due, $"Entry {due} is not the one known from earlier: the log was written anew.")
            : null;
    }
}

/// <summary>Where a log is broken first.</summary>
/// <param name="Sequence">Of the first entry that is changed, missing or out of place.</param>
/// <param name="Reason">What is wrong with it, in one sentence.</param>
public sealed record ChainBreak(long Sequence, string Reason);
