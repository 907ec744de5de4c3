using System.IO.Compression;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.EInvoicing.Tests.Signatures;

public sealed class ResponseArchiveTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 20, 10, 30, 0, TimeSpan.Zero);

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var zip = ResponseArchiveWriter.Write("5935607155", "content"u8, "signature"u8, At);

        ResponseArchive.TryRead(zip, out var archive).ShouldBe(ArchiveProblem.None);

        archive.ShouldNotBeNull().UploadIndex.ShouldBe("5935607155");
        archive.Content.ToArray().ShouldBe("content"u8.ToArray());
        archive.Signature.ToArray().ShouldBe("signature"u8.ToArray());
    }

    [Fact]
    public void The_writer_marks_its_entries_as_ANAF_does()
    {
        var zip = ResponseArchiveWriter.Write("1", "content"u8, "signature"u8, At);

        // Local header: version 2.0, flags 0x0808, deflated, no extra field.
        zip[..4].ShouldBe("PK\x03\x04"u8.ToArray());
        zip[4..10].ShouldBe([20, 0, 0x08, 0x08, 8, 0]);
        zip[28..30].ShouldBe([0, 0]);
        using var read = new ZipArchive(new MemoryStream(zip));
        read.Entries.Select(e => e.FullName).ShouldBe(["1.xml", "semnatura_1.xml"]);
        read.Entries.ShouldAllBe(e => e.ExternalAttributes == 0);
    }

    [Fact]
    public void The_order_of_the_entries_does_not_matter()
    {
        ResponseArchive.TryRead(Zip(("semnatura_12.xml", [1]), ("12.xml", [2])), out var archive).ShouldBe(ArchiveProblem.None);

        archive.ShouldNotBeNull().Content.ToArray().ShouldBe([2]);
    }

    public static TheoryData<string, string, ArchiveProblem> WrongNames => new()
    {
        { "12.xml", "semnatura_13.xml", ArchiveProblem.IndexMismatch },
        { "12.xml", "12.xml", ArchiveProblem.UnexpectedEntry },
        { "semnatura_12.xml", "semnatura_12.xml", ArchiveProblem.UnexpectedEntry },
        { "../12.xml", "semnatura_12.xml", ArchiveProblem.UnexpectedEntry },
        { "/etc/12.xml", "semnatura_12.xml", ArchiveProblem.UnexpectedEntry },
        { "a\\12.xml", "semnatura_12.xml", ArchiveProblem.UnexpectedEntry },
        { "factura.xml", "semnatura.xml", ArchiveProblem.UnexpectedEntry },
        { "12.xml\n", "semnatura_12.xml", ArchiveProblem.UnexpectedEntry },
    };

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void Other_names_are_refused(string first, string second, ArchiveProblem problem)
    {
        ResponseArchive.TryRead(Zip((first, [1]), (second, [2])), out var archive).ShouldBe(problem);
        archive.ShouldBeNull();
    }

    [Fact]
    public void There_are_exactly_two_entries()
    {
        ResponseArchive.TryRead(Zip(("12.xml", [1])), out _).ShouldBe(ArchiveProblem.WrongNumberOfEntries);
        ResponseArchive.TryRead(Zip(("12.xml", [1]), ("semnatura_12.xml", [2]), ("x", [3])), out _).ShouldBe(ArchiveProblem.WrongNumberOfEntries);
    }

    [Fact]
    public void A_bomb_is_not_unpacked()
    {
        ResponseArchive.TryRead(Zip(("12.xml", new byte[12_000_000]), ("semnatura_12.xml", [2])), out _).ShouldBe(ArchiveProblem.TooLarge);
        ResponseArchive.TryRead(new byte[ResponseArchive.LargestBytes + 1], out _).ShouldBe(ArchiveProblem.TooLarge);
    }

    [Fact]
    public void A_damaged_entry_is_noticed()
    {
        var content = new byte[500];
        new Random(3).NextBytes(content);
        var zip = ResponseArchiveWriter.Write("1", content, "signature"u8, At);
        zip[200] ^= 1;

        ResponseArchive.TryRead(zip, out _).ShouldBeOneOf(ArchiveProblem.Corrupt, ArchiveProblem.NotAnArchive);
    }

    [Fact]
    public void Damaged_archives_never_raise_an_exception()
    {
        var zip = ResponseArchiveWriter.Write("12", "<a>content</a>"u8, "<b>signature</b>"u8, At);
        var random = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var damaged = zip[..random.Next(i % 4 == 0 ? 0 : zip.Length, zip.Length + 1)];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var problem = ResponseArchive.TryRead(damaged, out var archive);
            (archive is null).ShouldBe(problem != ArchiveProblem.None);
        }
    }

    [Fact]
    public void An_HTML_page_is_not_an_archive() =>
        ResponseArchive.TryRead("<html>Request rejected</html>"u8.ToArray(), out _).ShouldBe(ArchiveProblem.NotAnArchive);
}
