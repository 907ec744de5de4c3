using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cerniq.Cli;
using Cerniq.Cli.Migration;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.EFactura.Migration;
using Cerniq.Functions.Tests.Hosting;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary><c>cerniq migrate</c> against the running app.</summary>
[Collection(OneApp.Name)]
public sealed class MigrateCommandTests(AppHost app)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Past_submissions_are_taken_over_once_however_often_they_are_given(bool isCsv)
    {
        var tenant = $"moves-in-{isCsv}".ToLowerInvariant();
        var key = await app.NewTenantAsync(tenant);
        const int count = 620;
        var file = isCsv ? Csv(count) : JsonSerializer.Serialize(Enumerable.Range(1, count).Select(Row));

        var first = await MigrateAsync("submissions", file, tenant, key);
        first.ExitCode.ShouldBe(1, first.Said);
        first.Said.ShouldContain($"taken: {count - 1}, already there: 0, refused: 1");
        first.Said.ShouldContain(isCsv ? "-:612: row 611 refused: it was not sent" : "-:1: row 611 refused: it was not sent");

        var again = await MigrateAsync("submissions", file, tenant, key);
        again.Said.ShouldContain($"taken: 0, already there: {count - 1}, refused: 1");

        var queue = await app.SendAsync(HttpMethod.Get, $"/api/efactura/queue/{tenant}?limit=1", key: key);
        queue.Text.ShouldContain(isCsv ? "FAC, 620" : "FAC-620");
    }

    [Fact]
    public async Task Credentials_sealed_by_Laravel_are_taken_over_and_never_shown()
    {
        const string secret = "hush-4b1f";
        var tenant = "moves-in-secrets";
        var key = await app.NewTenantAsync(tenant);
        var appKey = RandomNumberGenerator.GetBytes(32);
        var sealedValue = LaravelSeal.Of($$"""{"client_id":"app","client_secret":"{{secret}}"}""", appKey);
        var file = $"tenant_id,key,value\n7,efactura_credentials,{sealedValue}\n";

        var without = await MigrateAsync("credentials", file, tenant, key);
        without.ExitCode.ShouldBe(1, without.Said);
        without.Said.ShouldContain("-:2: efactura_credentials: the value is sealed by Laravel");

        for (var time = 0; time < 2; time++)
        {
            var with = await MigrateAsync("credentials", file, tenant, key, "--app-key", "base64:" + Convert.ToBase64String(appKey));
            with.ExitCode.ShouldBe(0, with.Said);
            with.Said.ShouldContain("taken over: anaf_client_id, anaf_client_secret");
            with.Said.ShouldNotContain(secret);
        }

        var settings = await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/settings", key: key);
        settings.Json.GetProperty("anaf_client_id").ToString().ShouldContain("app");
        settings.Json.GetProperty("anaf_client_secret").GetProperty("set").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_environment_of_the_source_is_taken_over_with_the_certificate_its_path_names()
    {
        var tenant = "moves-in-environment";
        var key = await app.NewTenantAsync(tenant);
        using var folder = new TestFolder();
        using var company = new Seal();
        await File.WriteAllBytesAsync(folder.File("certificate.p12"), company.Certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "hush-p4ss"));
        var variables = """
            # e-Factura API Configuration
            export EFACTURA_CLIENT_ID="our-app"
            EFACTURA_CLIENT_SECRET='hush-secret'
            EFACTURA_COMPANY_CUI=14399840
            EFACTURA_ENVIRONMENT=test  # or 'production'
            EFACTURA_CERTIFICATE_PATH=certificate.p12
            EFACTURA_CERTIFICATE_PASSWORD=hush-p4ss
            EFACTURA_ENABLED=true
            EFACTURA_AUTO_SUBMIT=false
            EFACTURA_B2C_ENABLED=true
            EFACTURA_SOMETHING=else
            OTHER=thing
            """;
        for (var time = 0; time < 2; time++)
        {
            var taken = await EnvironmentAsync(variables);
            taken.ExitCode.ShouldBe(0, taken.Said);
            taken.Said.ShouldContain("efactura_client_id, efactura_client_secret, efactura_company_cui, efactura_enabled, efactura_environment, efactura_certificate");
            taken.Said.ShouldContain("not needed here: EFACTURA_SOMETHING");
            taken.Said.ShouldNotContain("hush");
        }

        var settings = (await app.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/settings", key: key)).Json;
        settings.GetProperty("anaf_client_id").GetString().ShouldBe("our-app");
        settings.GetProperty("company_cui").GetString().ShouldBe("14399840");
        settings.GetProperty("efactura_environment").GetString().ShouldBe("test");
        settings.GetProperty("auto_submit").GetBoolean().ShouldBeFalse();
        foreach (var secret in new[] { "anaf_client_secret", "signing_certificate", "signing_certificate_password" })
        {
            settings.GetProperty(secret).GetProperty("set").GetBoolean().ShouldBeTrue(secret);
        }

        (await EnvironmentAsync(variables.Replace("=hush-p4ss", "=wrong", StringComparison.Ordinal))).ExitCode.ShouldBe(1);
        var lost = await EnvironmentAsync(variables.Replace("=certificate.p12", "=nowhere.p12", StringComparison.Ordinal));
        lost.ExitCode.ShouldBe(2);
        lost.Said.ShouldContain("EFACTURA_CERTIFICATE_PATH: ");
        (await EnvironmentAsync("EFACTURA_ENABLED=perhaps")).Said.ShouldContain("EFACTURA_ENABLED is neither true nor false");

        async Task<(int ExitCode, string Said)> EnvironmentAsync(string text)
        {
            await File.WriteAllTextAsync(folder.File("source.env"), text);
            return await RunAsync("", "migrate", "environment", folder.File("source.env"), "--app", app.Client.BaseAddress!.ToString(), "--tenant", tenant, "--key", key);
        }
    }

    [Fact]
    public async Task Another_tenants_key_takes_nothing_over()
    {
        var key = await app.NewTenantAsync("moves-in-nowhere");
        var refused = await MigrateAsync("submissions", "id\n1\n", "demo", key);
        refused.ExitCode.ShouldBe(2);
        refused.Said.ShouldContain("404");
    }

    [Fact]
    public async Task The_running_apps_audit_log_is_checked_over_the_same_connection()
    {
        var key = await app.NewTenantAsync("moves-in-audited");
        await MigrateAsync("submissions", Csv(1), "moves-in-audited", key);
        var verified = await RunAsync("", "audit", "verify", "--app", app.Client.BaseAddress!.ToString(), "--tenant", "moves-in-audited", "--key", key);
        verified.ExitCode.ShouldBe(0, verified.Said);
        verified.Said.ShouldContain("sound: ");
        (await RunAsync("", "audit", "verify", app.Client.BaseAddress.ToString(), "--tenant", "demo", "--key", FilingApp.DemoKey)).ExitCode.ShouldBe(0, "a key of the owner's own choice");
        (await RunAsync("", "audit", "verify", app.Client.BaseAddress.ToString(), "--tenant", "moves-in-audited", "--key", "cq_none")).Said.ShouldContain("look at the key");
    }

    /// <summary>The tool cuts a CSV where the app would: otherwise portions would mean something else than the whole.</summary>
    [Fact]
    public void A_CSV_in_portions_says_what_it_says_as_a_whole() => Prop.ForAll(
        Gen.Elements("", "a", "\"", ",", "\n", "\r\n", " ", "ș\"\"", "{\"x\": 1}").ArrayOf(4).Select(string.Concat).ArrayOf(3).NonEmptyListOf().ToArbitrary(),
        rows =>
        {
            var text = "id,number,note\r\n" + string.Concat(rows.Select(row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            var read = PastRows.Read(Encoding.UTF8.GetBytes(text)).Read.ShouldNotBeNull();
            read.Rows.ShouldAllBe(row => row.WhyNot == null);
            var inPortions = PastRows.Portions(read.Rows, read.Opening.Length, mostRows: 2).SelectMany(portion =>
            {
                using var content = read.Content(portion);
                using var reader = new StreamReader(content.ReadAsStream());
                return CsvTable.Read(reader.ReadToEnd());
            });
            JsonSerializer.Serialize(inPortions).ShouldBe(JsonSerializer.Serialize(CsvTable.Read(text)));
        }).QuickCheckThrowOnFailure();

    private static object Row(int number) =>
        new { id = number, number = $"FAC-{number}", efactura_sent = number != 611, efactura_id = $"{5000 + number}", efactura_sent_date = "2025-03-04T10:00:00Z", efactura_response = new { stare = "ok" } };

    private static string Csv(int count) => "id,number,efactura_sent,efactura_id,efactura_sent_date,efactura_response\n" + string.Concat(
        Enumerable.Range(1, count).Select(number => $"{number},\"FAC, {number}\",{number != 611},{5000 + number},2025-03-04T10:00:00Z,\"{{\"\"stare\"\":\"\"ok\"\"}}\"\n"));

    private Task<(int ExitCode, string Said)> MigrateAsync(string what, string file, string tenant, string key, params string[] more) =>
        RunAsync(file, ["migrate", what, "-", "--app", app.Client.BaseAddress!.ToString(), "--tenant", tenant, "--key", key, .. more]);

    private static async Task<(int ExitCode, string Said)> RunAsync(string input, params string[] args)
    {
        using var said = new StringWriter();
        var exitCode = await CerniqCommandLine.RunAsync(args, said, said, () => new MemoryStream(Encoding.UTF8.GetBytes(input)));
        return (exitCode, said.ToString());
    }
}
