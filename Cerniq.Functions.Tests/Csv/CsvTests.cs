using System.IO.Pipelines;
using System.Text;
using Cerniq.Functions.Csv;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Csv;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+40721000000", "'+40721000000")]
    [InlineData("-2+3+cmd", "'-2+3+cmd")]
    [InlineData("-12.5", "'-12.5")]
    [InlineData(" =1+1", " '=1+1")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("a;=1+1", "\"a;'=1+1\"")]
    [InlineData("a\n=1+1", "\"a\n'=1+1\"")]
    [InlineData("a, \"b\"", "\"a, \"\"b\"\"\"")]
    [InlineData("Ștefan = brother", "Ștefan = brother")]
    public void Writes_text_that_no_spreadsheet_computes(string text, string field) => CsvText.Row(text).ShouldBe(field + "\r\n");

    /// <summary>Whatever the text, and whatever the spreadsheet separates by: no cell begins with what it would compute at.</summary>
    [Fact]
    public void No_cell_is_a_formula_under_any_separator() => Prop.ForAll<NonNull<string>[], int>((texts, seed) =>
    {
        var random = new System.Random(seed);
        var cells = texts.Select(text => Spiced(text.Get, random)).ToArray();
        var row = CsvText.Row(cells);
        foreach (var separator in ",;\t")
        {
            foreach (var cell in CsvTable.Read(row, separator).SelectMany(found => found))
            {
                var begins = cell.TrimStart(' ', '"', '\u00A0');
                (begins.Length > 0 && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".Contains(begins[0])).ShouldBeFalse($"«{cell}» of {row}");
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void What_is_harmless_is_read_back_as_it_was() => Prop.ForAll<NonNull<string>[]>((texts) =>
    {
        var cells = texts.Select(text => new string([.. text.Get.Where(c => !"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'".Contains(c))])).ToArray();
        if (cells.Length > 0)
        {
            CsvTable.Read(CsvText.Row(cells)).Single().ShouldBe(cells);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("1234.5", "RON", "1234.50")]
    [InlineData("1500", "JPY", "1500")]
    [InlineData("1500.00", "JPY", "1500")]
    [InlineData("12.345", "KWD", "12.345")]
    [InlineData("12.3", "KWD", "12.300")]
    [InlineData("-0.1", "EUR", "-0.10")]
    [InlineData("1.23456", "EUR", "1.23456")]
    public async Task Amounts_have_the_decimals_of_their_currency(string amount, string currency, string written)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        (await WriteAsync(new CsvDialect(',', '.', Mark: false), sheet => sheet.Amount(value, currency).Text("x"))).ShouldBe($"a,b\r\n{written},x\r\n");
        (await WriteAsync(new CsvDialect(';', ',', Mark: false), sheet => sheet.Amount(value, currency).Text("x")))
            .ShouldBe($"a;b\r\n{written.Replace('.', ',')};x\r\n");
    }

    [Fact]
    public async Task Begins_with_the_mark_of_UTF_8_where_a_spreadsheet_is_to_open_it()
    {
        var text = await WriteAsync(new CsvDialect(',', '.', Mark: true), sheet => sheet.Text("ș").Text(null));

        text.ShouldBe("\uFEFFa,b\r\nș,\r\n");
    }

    private static string Spiced(string text, System.Random random)
    {
        const string spices = "=+-@\t\r\n;,\" '\uFF1D";
        var spiced = new StringBuilder(text);
        for (var i = 0; i < 3; i++)
        {
            spiced.Insert(random.Next(spiced.Length + 1), spices[random.Next(spices.Length)]);
        }

        return spiced.ToString();
    }

    private static async Task<string> WriteAsync(CsvDialect dialect, Action<CsvSheet> row)
    {
        using var bytes = new MemoryStream();
        var pipe = PipeWriter.Create(bytes);
        await new CsvFile("x.csv", dialect, ["a", "b"], async (sheet, stop) =>
        {
            row(sheet);
            await sheet.EndRowAsync(stop);
        }).WriteAsync(pipe, default);
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
