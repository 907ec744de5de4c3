using System.Text;
using Cerniq.Functions.Mail;

namespace Cerniq.Functions.Tests.Mail;

public sealed class MailTemplatesTests
{
    [Theory]
    [InlineData("alert")]
    [InlineData("efactura_submission_failure")]
    [InlineData("efactura_rejected")]
    [InlineData("efactura_deadline")]
    [InlineData("anaf_login")]
    [InlineData("certificate_expiring")]
    [InlineData("anaf_quota")]
    [InlineData("document_proforma")]
    [InlineData("document_invoice")]
    [InlineData("document_storno")]
    public void Both_languages_ask_for_the_same_facts(string key)
    {
        var asked = MailTemplates.Languages.Select(language => Asked(MailTemplates.Text(key, language).ShouldNotBeNull())).ToList();
        asked[0].ShouldNotBeEmpty();
        asked[0].ShouldBe(asked[1]);
        MailTemplates.Text(key, "ro").ShouldNotBe(MailTemplates.Text(key, "en"));
    }

    [Fact]
    public void A_text_is_filled_in_and_what_is_not_known_is_a_dash()
    {
        var (subject, body) = MailTemplates.Render(
            "efactura_submission_failure", "ro", new Dictionary<string, string> { ["invoice_number"] = "FCT-7", ["error"] = "timp depășit", ["queue_id"] = "12" });
        subject.ShouldBe("[Cerniq] Factura FCT-7 nu a putut fi transmisă în e-Factura");
        body.ShouldContain("timp depășit");
        body.ShouldContain("{\"queue_id\": 12}");
        body.ShouldContain("Termenul legal: –");
    }

    [Theory]
    [InlineData("efactura_filing", "efactura_submission_failure")]
    [InlineData("efactura_deadline", "efactura_deadline")]
    [InlineData("something_new", "alert")]
    public void Each_kind_of_alert_has_a_text(string kind, string key) => MailTemplates.KeyOf(kind).ShouldBe(key);

    [Fact]
    public void A_letter_is_a_file_of_short_ascii_lines_that_hold_its_text()
    {
        var letter = new MailLetter(
            "a.b@c", "cerniq@demo.example", ["ana@demo.example", "ion@demo.example"], "Factura «Ș» a fost respinsă " + new string('ț', 60), "Bună ziua,\nfactura ș.a.m.d.\n", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), "ro");
        var file = EmlFile.Write(letter);
        file.ShouldAllBe(b => b < 128);
        var lines = Encoding.ASCII.GetString(file).Split("\r\n");
        lines.ShouldAllBe(line => line.Length <= 78);
        lines.ShouldContain("Date: Fri, 20 Nov 2026 09:00:00 +0000");
        lines.ShouldContain("Message-ID: <a.b@c>");
        var end = Array.IndexOf(lines, "");
        Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(lines.Skip(end + 1)))).ShouldBe("Bună ziua,\r\nfactura ș.a.m.d.\r\n");
        var words = lines.SkipWhile(line => !line.StartsWith("Subject:", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("MIME", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf("?B?", StringComparison.Ordinal) + 3)..^2]);
        string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word)))).ShouldBe(letter.Subject);
    }

    private static List<string> Asked(string text) =>
        [.. MailTemplates.Placeholder().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
