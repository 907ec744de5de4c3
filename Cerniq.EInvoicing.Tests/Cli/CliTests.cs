using System.Text;
using System.Text.Json;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class CliTests : IDisposable
{
    private const string Json = """
        { "invoice_number": "F-1", "issue_date": "2026-03-02", "due_date": "2026-03-17",
          "seller": { "name": "Atelier Nord SRL", "vat_id": "RO14399840", "address": "Str. Fabricii 12, Cluj-Napoca" },
          "buyer": { "name": "Magazinul de Sud SA", "vat_id": "RO22354360", "address": "Bd. Unirii 3, Sector 3, București" },
          "lines": [ { "description": "Bilet", "quantity": 2, "unit_price": 150, "vat_rate": 21 } ] }
        """;

    private static readonly byte[] Valid = UblWriter.Write(Samples.Invoice);
    private static readonly byte[] Invalid = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Valid).Replace(">75.29<", ">75.30<"));

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Validate_exits_with_0_for_valid_files()
    {
        await _run.RunAsync("validate", _run.File("a.xml", Valid), _run.File("b.xml", UblWriter.Write(Samples.CreditNote)));
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldContain("2 files: 2 valid, 0 invalid");
        _run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Validate_exits_with_1_and_says_rule_place_and_fix()
    {
        await _run.RunAsync("validate", _run.File("a.xml", Invalid));
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("BR-CO-15");
        _run.Output.ShouldContain("/cac:LegalMonetaryTotal");
    }

    [Fact]
    public async Task Validate_exits_with_2_for_a_file_that_is_not_there_and_still_judges_the_others()
    {
        await _run.RunAsync("validate", Path.Combine(_run.Folder, "none.xml"), _run.File("a.xml", Invalid));
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("none.xml: there is no such file");
        _run.Output.ShouldContain("BR-CO-15");
    }

    [Fact]
    public async Task Validate_writes_one_JSON_line_a_file_in_order_of_name()
    {
        _run.File("b.xml", Invalid);
        _run.File("a.xml", Valid);
        _run.File("c.xml", "<Invoice/>");
        _run.File("not-read.txt", "x");
        await _run.RunAsync("validate", "--json", _run.Folder);
        _run.ExitCode.ShouldBe(1);
        var lines = _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => Path.GetFileName(line.GetProperty("file").GetString())).ShouldBe(["a.xml", "b.xml", "c.xml"]);
        lines.Select(line => line.GetProperty("valid").GetBoolean()).ShouldBe([true, false, false]);
        lines.Select(line => line.GetProperty("structure_ok").GetBoolean()).ShouldBe([true, true, false]);
        lines[0].EnumerateObject().Select(member => member.Name).ShouldBe(["file", "structure_ok", "valid", "fired"]);
        lines[2].GetProperty("fired").GetArrayLength().ShouldBe(0);
        var fired = lines[1].GetProperty("fired").EnumerateArray().First(rule => rule.GetProperty("id").GetString() == "BR-CO-15");
        fired.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "flag", "location", "text"]);
        fired.GetProperty("flag").GetString().ShouldBe("fatal");
    }

    [Fact]
    public async Task Validate_reads_standard_input()
    {
        await _run.RunAsync(Valid, "validate", "-");
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldBe("-: valid\n", StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public async Task Validate_leaves_warnings_out_when_asked()
    {
        var withWarning = Encoding.UTF8.GetString(Valid).Replace("<cbc:IssueDate>", "<cbc:UUID>1</cbc:UUID><cbc:IssueDate>");
        var file = _run.File("a.xml", withWarning);
        (await _run.RunAsync("validate", "--json", file)).Output.ShouldContain("\"warning\"");
        (await _run.RunAsync("validate", "--json", "--no-warnings", file)).Output.ShouldNotContain("\"warning\"");
        _run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Build_writes_valid_UBL_to_a_file_or_to_standard_output()
    {
        var target = Path.Combine(_run.Folder, "out.xml");
        (await _run.RunAsync("build", _run.File("f.json", Json), "-o", target)).ExitCode.ShouldBe(0);
        UblReader.Read(File.ReadAllBytes(target)).Invoice!.Number.ShouldBe("F-1");
        (await _run.RunAsync(Encoding.UTF8.GetBytes(Json), "build", "-")).Output.ShouldBe(File.ReadAllText(target));
    }

    [Fact]
    public async Task Build_names_file_line_and_field_and_writes_nothing()
    {
        var target = Path.Combine(_run.Folder, "out.xml");
        var file = _run.File("f.json", Json.Replace("RO22354360", "RO22354361"));
        await _run.RunAsync("build", file, "-o", target);
        _run.ExitCode.ShouldBe(1);
        _run.Error.ShouldContain($"{file}:3:");
        _run.Error.ShouldContain("error: buyer.vat_id: 'RO22354361'");
        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public async Task Show_is_readable_and_names_what_does_not_add_up()
    {
        await _run.RunAsync("show", _run.File("a.xml", Invalid));
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldContain("Factură CRQ-2026-0001");
        _run.Output.ShouldContain("Magazinul de Sud SA");
        _run.Output.ShouldContain("BR-CO-15");
    }

    [Fact]
    public async Task The_page_escapes_everything_it_shows()
    {
        const string hostile = "<script>alert(1)</script>";
        var invoice = Samples.Invoice with { Buyer = Samples.Buyer with { Name = hostile }, Notes = [new InvoiceNote(hostile)], Number = "1" + hostile };
        await _run.RunAsync("show", "--html", _run.File("a.xml", UblWriter.Write(invoice)));
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldStartWith("<!doctype html>");
        _run.Output.ShouldNotContain("<script");
        _run.Output.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public async Task Show_of_something_else_is_unreadable()
    {
        await _run.RunAsync("show", _run.File("a.xml", "<html/>"));
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("not a UBL 2.1 Invoice");
    }

    [Fact]
    public async Task Deadline_shows_the_day_the_law_and_the_holidays_skipped()
    {
        await _run.RunAsync("deadline", "2026-04-09");
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldStartWith("2026-04-20");
        _run.Output.ShouldContain("OUG 89/2025");
        _run.Output.ShouldContain("Vinerea Mare");
        (await _run.RunAsync("deadline", "2026-03-30", "--tax-point", "2026-02-10")).Output.ShouldStartWith("2026-03-20");
    }

    [Theory]
    [InlineData("deadline", "09.04.2026")]
    [InlineData("deadline", "1999-01-01")]
    [InlineData("validate")]
    [InlineData("validate", "--profile", "other", "a.xml")]
    [InlineData("nonsense")]
    public async Task A_mistake_on_the_command_line_is_2_and_explained(params string[] args)
    {
        await _run.RunAsync(args);
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Cui_says_right_or_why_not()
    {
        (await _run.RunAsync("cui", "RO14399840")).ExitCode.ShouldBe(0);
        (await _run.RunAsync("cui", "14399841")).ExitCode.ShouldBe(1);
        _run.Error.ShouldContain("check digit");
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("build")]
    [InlineData("show")]
    [InlineData("deadline")]
    [InlineData("cui")]
    [InlineData("bench")]
    public async Task Every_command_explains_itself(string command)
    {
        (await _run.RunAsync(command, "--help")).ExitCode.ShouldBe(0);
        _run.Output.ShouldContain("Usage:");
    }
}
