using Cerniq.Functions.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Storage;

public sealed class KeyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Different_parts_never_make_one_key() => Check.One(Many, Prop.ForAll<string[], string[]>((one, other) =>
    {
        var (a, b) = (Clean(one), Clean(other));
        return a.SequenceEqual(b, StringComparer.Ordinal) || a.Length == 0 || b.Length == 0
            || RowKey.Of(a) != RowKey.Of(b);
    }));

    [Fact]
    public void Every_key_is_one_that_stores_take() => Check.One(Many, Prop.ForAll<string[]>(parts =>
    {
        var key = RowKey.Of(Clean(parts));
        if (key.Length <= 512)
        {
            TableLimits.CheckKeys("table", key, key);
        }
    }));

    [Fact]
    public void Different_segments_never_make_one_path() => Check.One(Many, Prop.ForAll<NonEmptyString, NonEmptyString>((one, other) =>
        one.Get == other.Get || BlobPath.Of("t", one.Get) != BlobPath.Of("t", other.Get)));

    [Fact]
    public void No_segment_climbs_out_of_its_folder() => Check.One(Many, Prop.ForAll<NonEmptyString>(segment =>
    {
        var path = BlobPath.Of("root", segment.Get);
        return path.Length > 200 || (BlobPath.IsValid(path) && Path.GetFullPath(path, "/base").StartsWith("/base/root/", StringComparison.Ordinal));
    }));

    [Fact]
    public void Instants_and_numbers_sort_as_they_are() => Check.One(Many, Prop.ForAll<DateTime, DateTime, PositiveInt>((one, other, number) =>
    {
        var (a, b) = (new DateTimeOffset(one.Ticks, TimeSpan.Zero), new DateTimeOffset(other.Ticks, TimeSpan.Zero));
        var order = Math.Sign(a.CompareTo(b));
        return Math.Sign(string.CompareOrdinal(RowKey.Ascending(a), RowKey.Ascending(b))) == order
            && Math.Sign(string.CompareOrdinal(RowKey.Descending(b), RowKey.Descending(a))) == order
            && string.CompareOrdinal(RowKey.Number(number.Get), RowKey.Number(number.Get + 1L)) < 0;
    }));

    private static string[] Clean(string[]? parts) => [.. (parts ?? []).Select(part => part ?? "")];
}
