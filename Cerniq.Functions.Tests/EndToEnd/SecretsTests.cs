using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>Secrets stay where they belong: after a deal with everything that can go wrong with them, neither the data folder
/// nor what the app printed holds one.</summary>
public sealed class SecretsTests
{
    private const string CertificatePassword = "cert-pass-3f9d2c71";
    private const string MailPassword = "mail-pass-77ab01e4";
    private const string RefusedKey = "refused-key-5e0c9912";
    private const string ClientSecret = "client-secret-c1d2e3f4a5";

    [Fact]
    public async Task No_secret_is_found_in_what_is_stored_printed_or_answered()
    {
        await using var machine = await Machine.StartAsync();
        var pfx = Certificate();
        var answers = new List<string>
        {
            await PutAsync(machine, "demo", new { signing_method = "XMLDSig", signing_certificate = pfx, signing_certificate_password = CertificatePassword, smtp_password = MailPassword }),
            await PutAsync(machine, "hidden", new { company_cui = "14399840", anaf_client_id = "app", anaf_client_secret = ClientSecret, anaf_refresh_token = ClientSecret + "-r", environment = "test", anaf_api_url = "http://127.0.0.1:1/FCTEL/rest/", anaf_login_url = "http://127.0.0.1:1/anaf-oauth2/v1/", anaf_public_url = "http://127.0.0.1:1/" }),
        };
        var (refused, problem, _) = await machine.CallAsync(
            HttpMethod.Post, "tenants/demo/credentials/import", new { efactura_credentials = new { certificate = RefusedKey, private_key = RefusedKey, password = RefusedKey } });
        refused.ShouldBe(HttpStatusCode.BadRequest);
        answers.Add(problem.ToString());

        await machine.PostDealAsync(SampleDeal.Of("SECRET-1"));
        var paid = await machine.CarryThroughAsync("SECRET-1");
        var queueId = paid.GetProperty("efactura").GetProperty("queueId").GetInt64();
        answers.Add((await machine.CallAsync(HttpMethod.Get, "tenants/demo/audit?limit=200")).Body.ToString());
        answers.Add((await machine.CallAsync(HttpMethod.Get, $"efactura/status/{queueId}")).Body.ToString());
        answers.Add((await machine.CallAsync(HttpMethod.Get, "efactura/oauth/hidden", adminKey: Machine.AdminKey)).Body.ToString());
        answers.Add((await machine.CallAsync(HttpMethod.Get, "metrics", adminKey: Machine.AdminKey)).Body.ToString());

        // The key itself in base64 is what the PKCS#12 file is made of.
        string[] secrets = [CertificatePassword, MailPassword, RefusedKey, ClientSecret, pfx[..200], Machine.DemoKey, Machine.AdminKey];
        machine.App.Kill();
        var stored = Files(machine.DataFolder).ToList();
        stored.ShouldContain(file => file.Name.EndsWith("invoice.signed.xml", StringComparison.Ordinal), "the package was signed, so the secrets were in use");
        foreach (var secret in secrets)
        {
            answers.ShouldAllBe(answer => !answer.Contains(secret, StringComparison.Ordinal));
            machine.App.Output.ShouldNotContain(secret);
            foreach (var form in Forms(secret))
            {
                stored.Where(file => file.Bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)form) >= 0).Select(file => file.Name).ShouldBeEmpty($"where «{secret[..10]}…» is stored");
            }
        }
    }

    private static async Task<string> PutAsync(Machine machine, string tenant, object settings)
    {
        var (status, body, _) = await machine.CallAsync(HttpMethod.Put, $"tenants/{tenant}/settings", settings, adminKey: Machine.AdminKey);
        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body.ToString();
    }

    /// <summary>As it is, in UTF-16, and in base64.</summary>
    private static IEnumerable<byte[]> Forms(string secret)
    {
        yield return Encoding.UTF8.GetBytes(secret);
        yield return Encoding.Unicode.GetBytes(secret);
        yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^1]);
    }

    /// <summary>The app's own files; the stand-ins' are theirs, the keys folder is where keys are kept.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(folder, file), Path: file))
            .Where(file => !file.Name.StartsWith("sandbox", StringComparison.Ordinal) && !file.Name.StartsWith("keys", StringComparison.Ordinal))
            .Select(file => (file.Name, File.ReadAllBytes(file.Path)));

    private static string Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Secret Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, CertificatePassword));
    }
}
