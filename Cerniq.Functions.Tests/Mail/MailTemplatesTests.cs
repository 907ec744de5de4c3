using System.Text;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Mail;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Tests.Mail;

public sealed class MailTemplatesTests
{
    public static TheoryData<string> Letters => [.. AlertKind.All.Select(kind => MailTemplates.KeyOf(kind.Name)), "alert", "document_proforma", "document_invoice", "document_storno"];

    public static TheoryData<string> Kinds => [.. AlertKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Letters))]
    public void Both_languages_ask_for_the_same_facts(string key)
    {
        var asked = MailTemplates.Languages.Select(language => Asked(MailTemplates.Text(key, language).ShouldNotBeNull())).ToList();
        asked[0].ShouldNotBeEmpty();
        asked[0].ShouldBe(asked[1]);
        MailTemplates.Text(key, "ro").ShouldNotBe(MailTemplates.Text(key, "en"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_alert_has_letters_of_its_own_that_its_facts_fill_in(string name)
    {
        var kind = AlertKind.All.Single(found => found.Name == name);
        var key = MailTemplates.KeyOf(name);
        key.ShouldNotBe(MailTemplates.General, "a letter would repeat the alert's English words");
        string[] always = ["tenant", "title", "severity", "subject", "raised_at", "alert_id"];
        foreach (var language in MailTemplates.Languages)
        {
            Asked(MailTemplates.Text(key, language)!).ShouldBeSubsetOf(kind.Facts.Concat(always));
            var (subject, body) = MailTemplates.Render(key, language, kind.Facts.Concat(always).ToDictionary(fact => fact, fact => $"<{fact}>"));
            (subject + body).ShouldNotContain("–");
            MailTemplates.Placeholder().IsMatch(subject + body).ShouldBeFalse();
        }
    }

    [Fact]
    public void Kinds_are_told_apart_by_name() => AlertKind.All.Select(kind => kind.Name).ShouldBeUnique();

    [Fact]
    public void Every_name_of_ours_in_a_letter_is_said_in_both_languages()
    {
        string[] names =
        [
            .. Enum.GetNames<AlertSeverity>(),
            .. Enum.GetValues<EFacturaStatus>().Select(status => status.Name()),
            .. Enum.GetValues<ApprovalKind>().Select(kind => System.Text.Json.JsonSerializer.Serialize(kind).Trim('"')),
        ];
        foreach (var name in names)
        {
            AlertWords.In("ro", name).ShouldNotBe(AlertWords.In("en", name), name);
        }
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
