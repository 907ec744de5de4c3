using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class CredentialImportTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();
    private readonly Seal _company = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _company.Dispose();
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_and_its_key_in_PEM_become_the_signing_certificate(bool encryptedKey)
    {
        using var key = _company.Certificate.GetRSAPrivateKey()!;
        var pem = encryptedKey
            ? key.ExportEncryptedPkcs8PrivateKeyPem("p4ss", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
            : key.ExportPkcs8PrivateKeyPem();
        var read = await ImportAsync(new { efactura_credentials = new { certificate = _company.Certificate.ExportCertificatePem(), private_key = pem, password = "p4ss", api_key = "k" }, efactura_signing = new { alias = "a", method = "XMLDSig" } });

        using var loaded = await SigningCertificates.LoadAsync(_bench.Settings, EFacturaBench.Tenant, _bench.Clock.GetUtcNow(), None);
        loaded.Thumbprint.ShouldBe(_company.Certificate.Thumbprint);
        (await _bench.Settings.GetAsync(EFacturaBench.Tenant, None)).Get(SettingsCatalogue.SigningMethod).ShouldBe("XMLDSig");
        read.Ignored.Order().ShouldBe(["alias", "api_key"]);
        read.Certificate!.Subject.ShouldBe(_company.Certificate.Subject);
    }

    [Fact]
    public async Task A_signing_certificate_in_PKCS12_is_opened_with_the_credentials_password()
    {
        var file = Convert.ToBase64String(_company.Certificate.Export(X509ContentType.Pkcs12, "p4ss"));
        await ImportAsync(new { efactura_credentials = new { password = "p4ss" }, efactura_signing = new { certificate = file, method = "PKCS#7" } });
        using var loaded = await SigningCertificates.LoadAsync(_bench.Settings, EFacturaBench.Tenant, _bench.Clock.GetUtcNow(), None);
        loaded.HasPrivateKey.ShouldBeTrue();
        (await _bench.Settings.GetAsync(EFacturaBench.Tenant, None)).Get(SettingsCatalogue.SigningMethod).ShouldBe("PKCS7");
    }

    [Fact]
    public async Task Of_several_keys_in_one_file_the_alias_says_which_signs()
    {
        using var second = new Seal();
        var file = Convert.ToBase64String(SeveralKeys(("old-cert", _company.Certificate), ("my-company-cert", second.Certificate)));
        object Body(string? alias) => new { efactura_credentials = new { password = "p4ss" }, efactura_signing = new { certificate = file, alias, method = "XMLDSig" } };

        var read = await ImportAsync(Body("My-Company-Cert"));

        read.Ignored.ShouldBeEmpty();
        using var imported = await LoadAsync();
        imported.Thumbprint.ShouldBe(second.Certificate.Thumbprint);
        foreach (var alias in new[] { null, "another" })
        {
            Should.Throw<CredentialImportException>(() => CredentialRows.FromJson(JsonSerializer.SerializeToElement(Body(alias))))
                .Message.ShouldBe("efactura_signing: the file holds 2 keys (old-cert, my-company-cert); say by its alias which one is meant.");
        }

        await _bench.SetAsync($$"""{ "signing_certificate": "{{file}}", "signing_certificate_password": "p4ss" }""");
        (await Should.ThrowAsync<SigningCertificateException>(LoadAsync)).What.ShouldContain("signing_certificate_alias");
        await _bench.SetAsync("""{ "signing_certificate_alias": "old-cert" }""");
        using var set = await LoadAsync();
        set.Thumbprint.ShouldBe(_company.Certificate.Thumbprint);
    }

    /// <summary>As keytool and openssl write it: the name with the key and with its certificate.</summary>
    private static byte[] SeveralKeys(params (string Name, X509Certificate2 Certificate)[] entries)
    {
        var (keys, certificates) = (new Pkcs12SafeContents(), new Pkcs12SafeContents());
        var pbe = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        foreach (var (name, certificate) in entries)
        {
            using var key = certificate.GetRSAPrivateKey()!;
            var id = new Pkcs9LocalKeyId(SHA256.HashData(certificate.RawData));
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteCharacterString(UniversalTagNumber.BMPString, name);
            var keyBag = keys.AddShroudedKey(key, "p4ss", pbe);
            keyBag.Attributes.Add(id);
            keyBag.Attributes.Add(new AsnEncodedData("1.2.840.113549.1.9.20", writer.Encode()));
            certificates.AddCertificate(certificate).Attributes.Add(id);
        }

        var file = new Pkcs12Builder();
        file.AddSafeContentsEncrypted(certificates, "p4ss", pbe);
        file.AddSafeContentsUnencrypted(keys);
        file.SealWithMac("p4ss", HashAlgorithmName.SHA256, 1000);
        return file.Encode();
    }

    [Fact]
    public void Rows_sealed_by_Laravel_open_with_its_key_and_with_no_other()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var appKey = "base64:" + Convert.ToBase64String(key);
        var value = LaravelSeal.Of("""{"client_id":"app","client_secret":"hush"}""", key);
        var json = JsonSerializer.SerializeToElement(new { app_key = appKey, rows = new[] { new { tenant_id = "tenant_123", key = "efactura_credentials", value } } });
        CredentialRows.FromJson(json).Settings["anaf_client_secret"]!.GetValue<string>().ShouldBe("hush");
        CredentialRows.FromCsv($"tenant_id,key,value\ntenant_123,efactura_credentials,{value}\n", appKey).Settings["anaf_client_id"]!.GetValue<string>().ShouldBe("app");
        Should.Throw<CredentialImportException>(() => CredentialRows.FromCsv($"tenant_id,key,value\nt,efactura_credentials,{value}", null)).Why.ShouldContain("APP_KEY");
        var other = "base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Should.Throw<CredentialImportException>(() => CredentialRows.FromCsv($"tenant_id,key,value\nt,efactura_credentials,{value}", other)).Message.ShouldNotContain("hush");
    }

    [Fact]
    public void A_CSV_may_hold_the_JSON_itself()
    {
        var read = CredentialRows.FromCsv("tenant_id,key,value\r\nt,efactura_signing,\"{\"\"method\"\":\"\"XMLDSig\"\"}\"\r\n", null);
        read.Settings["signing_method"]!.GetValue<string>().ShouldBe("XMLDSig");
    }

    [Theory]
    [InlineData("""{ "efactura_credentials": { "certificate": "SECRET-NOT-PEM" } }""")]
    [InlineData("""{ "efactura_credentials": { "certificate": "-----BEGIN CERTIFICATE-----SECRET", "private_key": "-----BEGIN PRIVATE KEY-----SECRET" } }""")]
    [InlineData("""{ "efactura_credentials": "SECRET{" }""")]
    [InlineData("""{ "other": "SECRET" }""")]
    [InlineData("""[ { "tenant_id": "a", "key": "efactura_signing", "value": {} }, { "tenant_id": "SECRET", "key": "efactura_credentials", "value": {} } ]""")]
    [InlineData("""["SECRET"]""")]
    [InlineData("\"SECRET\"")]
    public void What_cannot_be_taken_over_is_refused_without_quoting_it(string json) =>
        Should.Throw<CredentialImportException>(() => CredentialRows.FromJson(JsonSerializer.Deserialize<JsonElement>(json))).Message.ShouldNotContain("SECRET");

    [Fact]
    public async Task Errors_say_what_to_set_and_where()
    {
        var missing = await Should.ThrowAsync<SigningCertificateException>(LoadAsync);
        missing.Message.ShouldStartWith("Certificate required for signing");
        missing.Message.ShouldContain("PUT /api/tenants/{tenant}/settings");
        await _bench.SetAsync($$"""{ "signing_certificate": "{{Convert.ToBase64String(_company.Certificate.Export(X509ContentType.Pkcs12, "right"))}}", "signing_certificate_password": "wrong" }""");
        (await Should.ThrowAsync<SigningCertificateException>(LoadAsync)).What.ShouldContain("signing_certificate_password");
        await _bench.SetAsync("""{ "signing_certificate_password": "right" }""");
        _bench.Clock.Advance(TimeSpan.FromDays(30 * 365));
        (await Should.ThrowAsync<SigningCertificateException>(LoadAsync)).What.ShouldContain("ended on 2050-01-01");
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(20, AlertSeverity.Warning)]
    [InlineData(3, AlertSeverity.Critical)]
    [InlineData(-1, AlertSeverity.Critical)]
    public async Task A_person_is_called_before_the_certificate_ends(int daysLeft, AlertSeverity? severity)
    {
        await _bench.SetAsync($$"""{ "signing_method": "XMLDSig", "signing_certificate": "{{Convert.ToBase64String(_company.Certificate.Export(X509ContentType.Pkcs12, "x"))}}", "signing_certificate_password": "x" }""");
        _bench.Clock.Now = new DateTimeOffset(_company.Certificate.NotAfter.ToUniversalTime()).AddDays(-daysLeft);
        using var metrics = new AnafMetrics();
        var watch = new CertificateWatch(_bench.Settings, new TenantDirectory(_bench.Local.Tables, _bench.Clock), _bench.Alerts, metrics, _bench.Clock);
        await watch.LookAsync(EFacturaBench.Tenant, None);
        var open = await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None);
        open.Rows.Select(row => (AlertSeverity?)CerniqJson.Read<Alert>(row.Body).Severity).SingleOrDefault().ShouldBe(severity);
    }

    private Task<X509Certificate2> LoadAsync() =>
        SigningCertificates.LoadAsync(_bench.Settings, EFacturaBench.Tenant, _bench.Clock.GetUtcNow(), None);

    private async Task<SourceCredentials> ImportAsync(object body)
    {
        var read = CredentialRows.FromJson(JsonSerializer.SerializeToElement(body));
        (await _bench.Settings.PutAsync(EFacturaBench.Tenant, JsonSerializer.SerializeToElement(read.Settings), None)).Errors.ShouldBeEmpty();
        return read;
    }
}
