using System.Text.Json;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Tenants;

public sealed class TenantConnectionsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LocalStorage _local = new();
    private readonly TenantSettings _settings;
    private readonly TenantConnections _connections;

    public TenantConnectionsTests()
    {
        _settings = new TenantSettings(_local.Tables, _local.Secrets);
        _connections = new TenantConnections(_settings, _local.Secrets, new ServiceAddresses(7172));
    }

    [Fact]
    public async Task A_new_tenant_reaches_the_stand_ins_with_credentials_they_take()
    {
        await PutAsync("""{ "company_cui": "RO12345674" }""");
        (await _connections.OblioAsync("t", None)).ShouldBe(new OblioConnection(
            new Uri("http://127.0.0.1:7172/oblio/api/"), "t@sandbox.cerniq", "secret-t@sandbox.cerniq", "RO12345674"));
        (await _connections.AnafAsync("t", None)).ShouldBe(new AnafConnection(
            new Uri("http://127.0.0.1:7172/anaf/prod/FCTEL/rest/"),
            new Uri("http://127.0.0.1:7172/anaf/"),
            new Uri("http://127.0.0.1:7172/anaf/anaf-oauth2/v1/"),
            "t",
            "secret-t",
            "refresh-t",
            "12345674"));
        (await _connections.EconomicAsync("t", None)).AgreementGrantToken.ShouldBe("grant-t");
        (await _connections.EconomicAsync("t", None)).BaseUrl.ShouldBe(new Uri("http://127.0.0.1:7172/economic/"));
    }

    [Fact]
    public async Task The_stand_in_for_Revolut_knows_one_key_a_tenant()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _connections.RevolutAsync("t", None)));
        keys.Select(connection => connection.PrivateKeyPem).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        keys[0].RefreshToken.ShouldBe("rt-t");
        (await _connections.RevolutAsync("other", None)).PrivateKeyPem.ShouldNotBe(keys[0].PrivateKeyPem);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("production")]
    public async Task The_real_services_need_real_credentials(string environment)
    {
        await PutAsync($$"""{ "environment": "{{environment}}", "company_cui": "12345674" }""");
        (await Should.ThrowAsync<TenantNotConfiguredException>(() => _connections.OblioAsync("t", None))).Setting.ShouldBe("oblio_client_id");
        (await Should.ThrowAsync<TenantNotConfiguredException>(() => _connections.AnafAsync("t", None))).Setting.ShouldBe("anaf_client_id");
        (await Should.ThrowAsync<TenantNotConfiguredException>(() => _connections.RevolutAsync("t", None))).Setting.ShouldBe("revolut_private_key");
        (await Should.ThrowAsync<TenantNotConfiguredException>(() => _connections.EconomicAsync("t", None))).Setting.ShouldBe("economic_app_secret_token");
    }

    [Fact]
    public async Task ANAF_alone_can_be_in_another_environment()
    {
        await PutAsync("""
            { "efactura_environment": "test", "company_cui": "12345674", "anaf_client_id": "app", "anaf_client_secret": "hush" }
            """);
        var anaf = await _connections.AnafAsync("t", None);
        anaf.ApiBase.ShouldBe(new Uri("https://api.anaf.ro/test/FCTEL/rest/"));
        anaf.ClientSecret.ShouldBe("hush");
        anaf.RefreshToken.ShouldBeNull();
        (await _connections.OblioAsync("t", None)).BaseUrl.IsLoopback.ShouldBeTrue();
    }

    [Fact]
    public async Task A_company_is_described_whole_or_the_missing_setting_is_named()
    {
        (await Should.ThrowAsync<TenantNotConfiguredException>(() => _connections.CompanyAsync("t", None))).Setting.ShouldBe("company_cui");
        await PutAsync("""
            { "company_cui": "RO12345674", "company_name": "A SRL", "company_address": "Str. B 1", "company_city": "SECTOR1",
              "company_county": "B", "company_iban": "RO49AAAA1B31007593840000" }
            """);
        var company = await _connections.CompanyAsync("t", None);
        company.Cui.ShouldBe("12345674");
        company.VatId.ShouldBe("RO12345674");
        company.Iban.ShouldBe("RO49AAAA1B31007593840000");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _local.DisposeAsync();
    }

    private async Task PutAsync(string json)
    {
        using var patch = JsonDocument.Parse(json);
        (await _settings.PutAsync("t", patch.RootElement, None)).Errors.ShouldBeEmpty();
    }
}
