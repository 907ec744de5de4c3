using System.Text;
using System.Text.Json;
using Cerniq.EInvoicing.Evidence;
using Cerniq.EInvoicing.Tests.Model;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Evidence;

public sealed class ChainTests
{
    private const string Log = "acme";

    [Fact]
    public void A_line_comes_back_as_it_was_written()
    {
        var line = ChainLine.After(ChainHead.Before(Log), """{"a":"ș\"","n":1.50}"""u8.ToArray());
        var read = ChainLine.TryRead(line.Write()).ShouldNotBeNull();
        read.Sequence.ShouldBe(1);
        read.Holds.ShouldBeTrue();
        read.Write().ShouldBe(line.Write());
        Encoding.UTF8.GetString(read.Entry.Span).ShouldBe("""{"a":"ș\"","n":1.50}""");
    }

    [Fact]
    public void A_whole_log_is_sound_and_an_empty_one_too()
    {
        Verdict(Lines(["a", "b", "c"]), out var head).ShouldBeNull();
        head.Sequence.ShouldBe(3);
        new ChainCheck(Log).End().ShouldBeNull();
    }

    [Fact]
    public void A_log_of_another_name_does_not_pass_for_this_one()
    {
        var check = new ChainCheck("other");
        check.Next(Lines(["a"])[0]).ShouldBeFalse();
        check.Broken!.Sequence.ShouldBe(1);
    }

    [Fact]
    public void A_changed_entry_is_named()
    {
        var lines = Lines(["a", "b", "c"]);
        lines[1] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(lines[1]).Replace("\"b\"", "\"B\"", StringComparison.Ordinal));
        Verdict(lines, out _)!.Sequence.ShouldBe(2);
    }

    [Fact]
    public void A_blank_more_is_a_change()
    {
        var lines = Lines(["a", "b"]);
        lines[1] = [.. lines[1], (byte)' '];
        Verdict(lines, out _)!.Sequence.ShouldBe(2);
    }

    [Fact]
    public void A_log_written_anew_is_found_by_a_head_that_was_kept()
    {
        Verdict(Lines(["a", "b", "c"]), out var kept).ShouldBeNull();
        Verdict(Lines(["a", "x", "c"]), out _).ShouldBeNull("nothing within it is wrong");
        Verdict(Lines(["a", "x", "c"]), out _, kept)!.Sequence.ShouldBe(3);
        Verdict(Lines(["a", "b"]), out _, kept)!.Sequence.ShouldBe(3);
        Verdict(Lines(["a", "b", "c", "d"]), out _, kept).ShouldBeNull();
    }

    [Fact]
    public void An_end_cut_off_is_found_when_the_head_is_known()
    {
        var lines = Lines(["a", "b", "c"]);
        Verdict(lines, out var head).ShouldBeNull();
        var check = new ChainCheck(Log);
        lines.Take(2).ToList().ForEach(line => check.Next(line));
        check.End(head)!.Sequence.ShouldBe(3);
    }

    /// <summary>Any change, removal, reordering, doubling or truncation is found, and not later than right after where it was made.</summary>
    [Fact]
    public void Whatever_is_done_to_a_log_is_found() =>
        Property.Holds(
            from count in Gen.Choose(2, 30)
            from kind in Gen.Choose(0, 5)
            from at in Gen.Choose(0, count - 1)
            from seed in Gen.Choose(0, 10_000)
            select (count, kind, at, seed),
            made =>
            {
                var whole = Lines([.. Enumerable.Range(0, made.count).Select(i => $"entry {i}")]);
                var head = ChainLine.TryRead(whole[^1])!.Head;
                var spoilt = Spoil(whole, made.kind, made.at, made.seed);
                var check = new ChainCheck(Log);
                spoilt.ForEach(line => check.Next(line));
                check.End(head).ShouldNotBeNull().Sequence.ShouldBeLessThanOrEqualTo(made.at + 2);
            },
            1000);

    private static List<byte[]> Spoil(byte[][] whole, int kind, int at, int seed)
    {
        var lines = whole.Select(line => line.ToArray()).ToList();
        switch (kind)
        {
            case 0:
                lines[at][seed % lines[at].Length] ^= (byte)(1 + (seed % 255));
                break;
            case 1:
                lines.RemoveAt(at);
                break;
            case 2:
                var other = at == 0 ? 1 : at - 1;
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines.RemoveRange(at, lines.Count - at);
                break;
            case 4:
                lines.Insert(at, lines[at]);
                break;
            default:
                // A forger who knows how lines are made: the line itself is sound, the one after it tells.
                var line = ChainLine.TryRead(lines[at])!;
                lines[at] = ChainLine.After(new ChainHead(line.Sequence - 1, line.Previous), Entry("forged")).Write();
                break;
        }

        return lines;
    }

    private static ChainBreak? Verdict(byte[][] lines, out ChainHead head, params ChainHead[] known)
    {
        var check = new ChainCheck(Log, known);
        foreach (var line in lines)
            check.Next(line);
        head = check.Head;
        return check.End();
    }

    private static byte[][] Lines(string[] entries)
    {
        var head = ChainHead.Before(Log);
        return [.. entries.Select(entry =>
        {
            var line = ChainLine.After(head, Entry(entry));
            head = line.Head;
            return line.Write();
        })];
    }

    private static byte[] Entry(string what) => JsonSerializer.SerializeToUtf8Bytes(new { tenant = Log, what });
}
