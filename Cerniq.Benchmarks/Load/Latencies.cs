namespace Cerniq.Benchmarks.Load;

/// <summary>Gathers how long things took, one list for each worker so that noting costs nothing.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = new(4096);

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan took) => _milliseconds.Add(took.TotalMilliseconds);

    public void Clear() => _milliseconds.Clear();

    /// <summary>All values of all lists, ascending.</summary>
    public static double[] Merge(IEnumerable<Latencies> lists)
    {
        var all = lists.SelectMany(list => list._milliseconds).ToArray();
        Array.Sort(all);
        return all;
    }

    /// <summary>The value that a share of all (0 to 1) does not exceed, to a hundredth of a millisecond.</summary>
    public static double Quantile(double[] ascending, double share) =>
        ascending.Length == 0 ? 0 : Math.Round(ascending[Math.Min(ascending.Length - 1, (int)(ascending.Length * share))], 2);
}
