using System.Text;
using System.Text.Json;
using Cerniq.Cli.Migration;
using Cerniq.EInvoicing.Tests.Model;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class PastRowsTests
{
    private const string Heading = "id,number,efactura_sent\n";

    [Fact]
    public void A_JSON_list_is_cut_into_its_elements_with_the_line_of_each()
    {
        var read = Read("[\n  {\"id\": 1.50, \"x\": [1,\n2]},\n  7, {\"id\":\"ș\"}\n]\n");
        read.Rows.Select(row => (row.Number, row.Line, Text(row))).ShouldBe([(1, 2, "{\"id\": 1.50, \"x\": [1,\n2]}"), (2, 4, "7"), (3, 4, "{\"id\":\"ș\"}")]);
        Body(read, read.Rows).ShouldBe("[{\"id\": 1.50, \"x\": [1,\n2]},7,{\"id\":\"ș\"}]");
    }

    [Fact]
    public void A_CSV_is_cut_where_no_quotation_mark_is_open()
    {
        var read = Read("\uFEFF\r\nid,note\r\n\r\n1,\"two\r\nlines, \"\"so\"\"\"\r\n2,\"\"\r\n");
        read.Rows.Select(row => (row.Number, row.Line, Text(row))).ShouldBe([(1, 4, "1,\"two\r\nlines, \"\"so\"\"\""), (2, 6, "2,\"\"")]);
        Body(read, [read.Rows[1]]).ShouldBe("id,note\n2,\"\"\n");
    }

    [Theory]
    [InlineData(" \n", 1, "nothing in it")]
    [InlineData("[]", 1, "no rows")]
    [InlineData("{\"id\":1}", 1, "no list")]
    [InlineData("[\n{\"id\":1},\n{\"id\":SECRET}]", 3, "not valid JSON")]
    [InlineData("[{\"id\":1}]\n[", 2, "not valid JSON")]
    [InlineData(Heading, 1, "no rows")]
    [InlineData("number,efactura_sent\n1,true\n", 1, "no column id")]
    [InlineData("id;number\n1;2\n", 1, "semicolons")]
    [InlineData("id\tnumber\n1\t2\n", 1, "tabs")]
    [InlineData(Heading + "1,a,true\n2,\"b,true\n3,c,true\n", 3, "never closed")]
    public void A_file_that_cannot_be_read_names_the_line_and_what_is_wrong(string file, int line, string words)
    {
        var (read, whyNot) = PastRows.Read(Encoding.UTF8.GetBytes(file));
        read.ShouldBeNull();
        whyNot!.Line.ShouldBe(line);
        whyNot.Words.ShouldContain(words);
        whyNot.Words.ShouldNotContain("SECRET");
    }

    [Fact]
    public void Another_encoding_is_named_at_its_line()
    {
        byte[] file = [.. Encoding.UTF8.GetBytes(Heading + "1,a,true\n2,"), 0xBA, (byte)'\n'];
        PastRows.Read(file).WhyNot.ShouldBe(new FileFault(3, "the file is not in UTF-8; save it as CSV UTF-8 or as JSON"));
        PastRows.Read(Encoding.Unicode.GetPreamble()).WhyNot!.Words.ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData("[{\"id\":1},{\"id\":1,\"id\":2}]", "twice")]
    [InlineData("[{\"id\":1},{\"id\":\"\\ud800\"}]", "surrogate")]
    [InlineData("id,number\n1,a\n2,FAC, 2\n", "3 cells")]
    public void A_row_that_would_spoil_its_neighbours_is_kept_back(string file, string words)
    {
        var rows = Read(file).Rows;
        rows[0].WhyNot.ShouldBeNull();
        rows[1].WhyNot!.ShouldContain(words);
    }

    [Theory]
    [InlineData("id,number\n1\n")]
    [InlineData("id,number\r\n1,a,,\r\n")]
    public void Cells_that_are_missing_or_empty_are_no_fault(string file) => Read(file).Rows[0].WhyNot.ShouldBeNull();

    [Fact]
    public void Portions_hold_every_row_once_in_order_and_stay_under_the_limits() => Property.Holds(
        from sizes in Gen.Choose(1, 90).NonEmptyListOf()
        from limit in Gen.Choose(92, 400)
        from most in Gen.Choose(1, 9)
        select (sizes, limit, most),
        given =>
        {
            var rows = given.sizes.Select((size, index) => $"\"{new string('x', size - 1)}{index % 10}\"").ToList();
            var read = Read("[" + string.Join(",\n", rows) + "]");
            var limit = given.limit + 2;
            var portions = PastRows.Portions(read.Rows, read.Opening.Length, limit, given.most).ToList();
            portions.SelectMany(portion => portion).ShouldBe(read.Rows);
            portions.ShouldAllBe(portion => portion.Count >= 1 && portion.Count <= given.most);
            portions.Select(portion => Body(read, portion)).ShouldAllBe(body => Encoding.UTF8.GetByteCount(body) <= limit);
            portions.SelectMany(portion => JsonSerializer.Deserialize<string[]>(Body(read, portion))!).Select(text => $"\"{text}\"").ShouldBe(rows);
        });

    private static PastRows Read(string file)
    {
        var (read, whyNot) = PastRows.Read(Encoding.UTF8.GetBytes(file));
        return read.ShouldNotBeNull(whyNot?.Words);
    }

    private static string Text(PastRow row) => Encoding.UTF8.GetString(row.Text.Span);

    private static string Body(PastRows read, IReadOnlyList<PastRow> rows)
    {
        using var content = read.Content(rows);
        using var reader = new StreamReader(content.ReadAsStream());
        return reader.ReadToEnd();
    }
}
