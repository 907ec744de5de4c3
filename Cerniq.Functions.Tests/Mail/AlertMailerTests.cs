using System.Text;
using System.Text.Json;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Mail;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.Functions.Tests.Mail;

public sealed class AlertMailerTests : IAsyncLifetime
{
    private const string Tenant = "acme";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly Alerts _alerts;
    private readonly TenantSettings _settings;
    private readonly AlertMailer _mailer;

    public AlertMailerTests()
    {
        _alerts = new Alerts(_local.Tables, _local.Clock);
        _settings = new TenantSettings(_local.Tables, _local.Secrets);
        var ledger = new EffectLedger(_local.Tables, new EffectHolder("one", IsAlone: true), _local.Clock);
        _mailer = new AlertMailer(_local.Tables, _local.Blobs, _settings, ledger, _local.Clock, NullLogger<AlertMailer>.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    [Fact]
    public async Task An_alert_is_written_about_once_however_often_it_is_raised()
    {
        await using var server = new MailServer();
        await UseAsync(server);
        await RaiseAsync();
        await RaiseAsync();
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(1);
        await RaiseAsync();
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(0);
        var letter = server.Letters.ShouldHaveSingleItem();
        letter.ShouldContain("ana@demo.example");
        letter.ShouldContain("Message-ID: <acme.");
        letter.ShouldContain("Content-Language: ro");
    }

    [Fact]
    public async Task An_alert_that_opens_again_is_written_about_again()
    {
        await using var server = new MailServer();
        await UseAsync(server);
        await RaiseAsync();
        await _mailer.SendDueAsync(Tenant, None);
        await _alerts.ResolveAsync(Tenant, "efactura_deadline/7", None);
        _local.Clock.Advance(TimeSpan.FromHours(1));
        await RaiseAsync();
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(1);
        server.Letters.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_alert_that_becomes_worse_is_written_about_again_and_one_that_eases_is_not()
    {
        await using var server = new MailServer();
        await UseAsync(server);
        var alert = await RaiseAsync(AlertSeverity.Warning, daysLeft: 3);
        await _mailer.SendDueAsync(Tenant, None);
        await _alerts.AcknowledgeAsync(Tenant, alert.Id, "Ana", null, None);
        _local.Clock.Advance(TimeSpan.FromDays(2));

        (await RaiseAsync(AlertSeverity.Critical, daysLeft: 1)).Status.ShouldBe(AlertStatus.Open);
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(1);
        server.Letters.Count.ShouldBe(2);
        _local.Clock.Advance(TimeSpan.FromHours(1));
        (await RaiseAsync(AlertSeverity.Warning, daysLeft: 1)).Severity.ShouldBe(AlertSeverity.Critical, "until it is over");
        (await RaiseAsync(AlertSeverity.Critical, daysLeft: 1)).Facts!["days_left"].ShouldBe("1");
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_refuses_is_tried_again_later_and_nothing_is_lost()
    {
        await using var server = new MailServer { Refuses = true };
        await UseAsync(server);
        await RaiseAsync();
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(0);
        server.Refuses = false;
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(0, "not before its time");
        _local.Clock.Advance(TimeSpan.FromMinutes(2));
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(1);
        server.Letters.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_never_there_leaves_the_letter_in_the_archive()
    {
        await SetAsync("""{ "smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_tls": false, "alert_email_to": "ana@demo.example" }""");
        await RaiseAsync();
        for (var i = 0; i < 8; i++)
        {
            await _mailer.SendDueAsync(Tenant, None);
            _local.Clock.Advance(TimeSpan.FromDays(1));
        }

        Kept().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("ro", "trebuie transmisă până la 2026-11-27")]
    [InlineData("en", "must be filed by 2026-11-27")]
    public async Task Without_a_server_the_letter_is_a_file_in_the_archive_in_the_tenants_language(string language, string words)
    {
        await SetAsync($$"""{ "alert_email_to": "ana@demo.example, ion@demo.example", "alert_email_language": "{{language}}" }""");
        await RaiseAsync();
        (await _mailer.SendDueAsync(Tenant, None)).ShouldBe(1);
        var lines = (await File.ReadAllTextAsync(Kept().ShouldHaveSingleItem())).Split("\r\n");
        lines.ShouldContain("To: ana@demo.example,");
        Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(lines.Skip(Array.IndexOf(lines, "") + 1)))).ShouldContain(words);
    }

    [Fact]
    public async Task Two_that_send_at_one_time_send_one_letter()
    {
        await using var server = new MailServer();
        await UseAsync(server);
        await RaiseAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _mailer.SendDueAsync(Tenant, None))));
        server.Letters.Count.ShouldBe(1);
    }

    private string[] Kept() => Directory.GetFiles(_local.Data.Root, "*.eml", SearchOption.AllDirectories);

    private Task<Alert> RaiseAsync(AlertSeverity severity = AlertSeverity.Critical, int daysLeft = 1) => _alerts.RaiseAsync(
        Tenant,
        new AlertNotice("efactura_deadline/7", AlertKind.EFacturaDeadline, severity, "e-Factura deadline: FCT-7", "It is due.", "efactura/7")
        {
            Facts = new Dictionary<string, string> { ["invoice_number"] = "FCT-7", ["deadline"] = "2026-11-27", ["days_left"] = $"{daysLeft}", ["status"] = "queued", ["queue_id"] = "7" },
        },
        None);

    private Task UseAsync(MailServer server) => SetAsync(
        $$"""{ "smtp_host": "127.0.0.1", "smtp_port": {{server.Port}}, "smtp_tls": false, "alert_email_to": "ana@demo.example", "alert_email_from": "cerniq@demo.example" }""");

    private async Task SetAsync(string json) =>
        (await _settings.PutAsync(Tenant, JsonSerializer.Deserialize<JsonElement>(json), None)).Errors.ShouldBeEmpty();
}
