using System.Text.Json;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Tenants;

public sealed class SettingsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly TenantSettings _settings;

    public SettingsTests() => _settings = new TenantSettings(_local.Tables, _local.Secrets);

    public static TheoryData<string, string, string> Refused => new()
    {
        { "efactura_enabled", "\"yes\"", "true or false" },
        { "environment", "\"staging\"", "sandbox, test, production" },
        { "efactura_route", "\"anaf\"", "ANAF, OBLIO, SANDBOX" },
        { "company_cui", "\"12345678\"", "check digit" },
        { "company_cui", "\"\"", "check digit" },
        { "company_iban", "\"RO49AAAA1B31007593840001\"", "IBAN" },
        { "company_email", "\"nobody\"", "e-mail" },
        { "company_postal_code", "\"1234\"", "six digits" },
        { "retry_max_attempts", "0", "from 1 to 20" },
        { "retry_max_attempts", "2.5", "from 1 to 20" },
        { "retry_max_attempts", "\"5\"", "from 1 to 20" },
        { "polling_interval_minutes", "100000", "from 1 to 1440" },
        { "retry_schedule_minutes", "[]", "1 to 20 whole numbers" },
        { "retry_schedule_minutes", "[5, 0]", "1 to 20 whole numbers" },
        { "refund_approval_amount", "10.005", "two decimals" },
        { "refund_approval_amount", "-1", "two decimals" },
        { "anaf_down_rule", "true", "WAIT, WARN" },
        { "oblio_base_url", "\"http://oblio.example/api/\"", "https" },
        { "oblio_base_url", "\"https://oblio.example/api\"", "ends with /" },
        { "oblio_client_secret", "\"\"", "1 to 16000" },
        { "oblio_client_secret", "{}", "1 to 16000" },
        { "no_such_key", "1", "no setting" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refuses_a_bad_value_and_says_what_is_allowed(string key, string value, string words)
    {
        var change = await PutAsync($$"""{ "{{key}}": {{value}}, "is_vat_payer": false }""");
        change.Settings.ShouldBeNull();
        change.Errors[key].Single().ShouldContain(words);
        change.Errors.Count.ShouldBe(1);
        (await _settings.GetAsync("t", None)).Get(SettingsCatalogue.IsVatPayer).ShouldBeTrue("nothing of a refused change may be kept");
    }

    [Fact]
    public async Task Merges_what_is_given_and_null_resets()
    {
        await PutAsync("""{ "retry_max_attempts": 3, "proforma_series": "PF" }""");
        var change = await PutAsync("""{ "retry_max_attempts": null, "invoice_series": "FCT" }""");
        change.Changed.ShouldBe(["retry_max_attempts", "invoice_series"], ignoreOrder: true);
        change.Settings!.Get(SettingsCatalogue.RetryMaxAttempts).ShouldBe(5);
        change.Settings!.Get(SettingsCatalogue.ProformaSeries).ShouldBe("PF");
        (await _settings.GetAsync("t", None)).Get(SettingsCatalogue.InvoiceSeries).ShouldBe("FCT");
    }

    [Fact]
    public async Task Takes_the_names_of_the_source_documents()
    {
        var change = await PutAsync("""
            { "efactura_auto_submit": false, "efactura_b2c_enabled": false, "efactura_company_cui": "12345674",
              "efactura_retry_max_attempts": 7, "efactura_polling_interval_minutes": 30, "efactura_environment": "test",
              "efactura_client_id": "the-application", "efactura_client_secret": "s3cr3t",
              "efactura_certificate_password": "pfx-pass" }
            """);
        var settings = change.Settings!;
        settings.Get(SettingsCatalogue.AutoSubmit).ShouldBeFalse();
        settings.Get(SettingsCatalogue.B2cEnabled).ShouldBeFalse();
        settings.Get(SettingsCatalogue.CompanyCui).ShouldBe("12345674");
        settings.Get(SettingsCatalogue.RetryMaxAttempts).ShouldBe(7);
        settings.Get(SettingsCatalogue.PollingIntervalMinutes).ShouldBe(30);
        settings.Get(SettingsCatalogue.EFacturaEnvironment).ShouldBe("test");
        settings.Get(SettingsCatalogue.AnafClientId).ShouldBe("the-application");
        (await _settings.SecretAsync("t", SettingsCatalogue.AnafClientSecret, None)).ShouldBe("s3cr3t");
        (await _settings.SecretAsync("t", SettingsCatalogue.SigningPassword, None)).ShouldBe("pfx-pass");
    }

    [Fact]
    public async Task The_same_setting_under_two_names_is_refused()
    {
        var change = await PutAsync("""{ "auto_submit": true, "efactura_auto_submit": false }""");
        change.Errors["efactura_auto_submit"].Single().ShouldContain("more than once");
    }

    [Fact]
    public async Task A_secret_can_be_set_and_removed_but_never_read_back()
    {
        var change = await PutAsync("""{ "oblio_client_secret": "s3cr3t-value" }""");
        Shown(change.Settings!).ShouldNotContain("s3cr3t-value");
        Shown(change.Settings!).ShouldContain("\"oblio_client_secret\":{\"set\":true}");
        (await _settings.SecretAsync("t", SettingsCatalogue.OblioSecret, None)).ShouldBe("s3cr3t-value");
        change = await PutAsync("""{ "oblio_client_secret": null }""");
        Shown(change.Settings!).ShouldContain("\"oblio_client_secret\":{\"set\":false}");
        (await _settings.SecretAsync("t", SettingsCatalogue.OblioSecret, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Changes_made_at_one_time_are_all_kept()
    {
        await Task.WhenAll(
            PutAsync("""{ "company_name": "A SRL" }"""),
            PutAsync("""{ "company_phone": "0721" }"""),
            PutAsync("""{ "company_bank": "BT" }"""),
            PutAsync("""{ "proforma_valid_days": 10 }"""));
        var settings = await _settings.GetAsync("t", None);
        settings.Values.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Shows_every_setting_with_the_value_that_holds()
    {
        var shown = (await _settings.GetAsync("new", None)).Show();
        shown.Keys.ShouldBe(SettingsCatalogue.All.Select(setting => setting.Name));
        JsonSerializer.Serialize(shown["retry_schedule_minutes"]).ShouldBe("[5,15,30,60,120]");
        JsonSerializer.Serialize(shown["environment"]).ShouldBe("\"sandbox\"");
    }

    [Fact]
    public void Every_setting_accepts_its_own_default_and_has_a_description()
    {
        foreach (var setting in SettingsCatalogue.All)
        {
            setting.Description.ShouldNotBeNullOrWhiteSpace();
            setting.Allowed.ShouldNotBeNullOrWhiteSpace();
            if (setting.Default is { } value)
            {
                setting.Accepts(value).ShouldBeTrue(setting.Name);
            }
        }

        SettingsCatalogue.All.Select(setting => setting.Name).ShouldBeUnique();
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"x\"")]
    public async Task Only_an_object_is_a_change(string body) => (await PutAsync(body)).Settings.ShouldBeNull();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    private static string Shown(SettingsSnapshot settings) =>
        System.Text.Encoding.UTF8.GetString(Cerniq.Functions.Storage.CerniqJson.Write(settings.Show()));

    private async Task<SettingsChange> PutAsync(string json)
    {
        using var patch = JsonDocument.Parse(json);
        return await _settings.PutAsync("t", patch.RootElement, None);
    }
}
