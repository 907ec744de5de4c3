using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Sees to it that a machine of its own has a tenant to play with: <c>demo</c>, against our stand-ins.</summary>
internal sealed class DemoTenant(
    TenantDirectory tenants, TenantSettings settings, TenantKeys keys, DataFolder folder, IConfiguration configuration) : IHostedLifecycleService
{
    public const string Name = "demo";

    private static readonly Dictionary<string, object> Company = new(StringComparer.Ordinal)
    {
        ["company_name"] = "CERNIQ DEMO SRL",
        ["company_cui"] = "RO8000000000",
        ["company_registration_number"] = "J40/1234/2020",
        ["company_address"] = "Calea Victoriei 1",
        ["company_city"] = "SECTOR1",
        ["company_county"] = "B",
        ["company_postal_code"] = "010061",
        ["company_email"] = "demo@cerniq.example",
        ["company_phone"] = "+40210000000",
        ["company_iban"] = "RO49AAAA1B31007593840000",
        ["company_bank"] = "Banca Demo",
        ["proforma_series"] = "PR",
        ["invoice_series"] = "FCT",
    };

    /// <summary>Before any request can come in.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await tenants.AddAsync(Name, cancellationToken);
        if (!(await settings.GetAsync(Name, cancellationToken)).IsSet(SettingsCatalogue.CompanyCui))
        {
            var patch = JsonSerializer.SerializeToElement(Company, CerniqJson.Options);
            var change = await settings.PutAsync(Name, patch, cancellationToken);
            if (change.Settings is null)
            {
                throw new InvalidOperationException($"The demo tenant's settings are not valid: {string.Join("; ", change.Errors.Values.SelectMany(words => words))}");
            }
        }

        var key = configuration["CERNIQ_DEMO_TENANT_KEY"] is { Length: > 0 } given
            ? given
            : folder.Text("demo-tenant.key", () => "cq_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        await keys.EnterAsync(Name, key, "demo", cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
