using System.Security.Cryptography;
using Cerniq.EInvoicing.Identity;

namespace Cerniq.Functions.Tenants;

/// <summary>How to reach each service for a tenant, out of its settings and secrets.</summary>
/// <remarks>In the environment <c>sandbox</c> every tenant has credentials that our stand-ins take, so that a new tenant works
/// at once. In the others a missing credential is a <see cref="TenantNotConfiguredException"/>.</remarks>
public sealed class TenantConnections(TenantSettings settings, ISecretStore secrets, ServiceAddresses addresses) : IDisposable
{
    private const string NobodyFiles = "SANDBOX";
    private const string SandboxKey = "sandbox_revolut_private_key";

    private readonly SemaphoreSlim _makingKey = new(1, 1);

    /// <summary>The issuing company.</summary>
    /// <exception cref="TenantNotConfiguredException">It is not described.</exception>
    public async Task<CompanyProfile> CompanyAsync(string tenant, CancellationToken cancellationToken) =>
        CompanyProfile.From(await settings.GetAsync(tenant, cancellationToken));

    /// <exception cref="TenantNotConfiguredException">Something that the environment needs is not set.</exception>
    public async Task<OblioConnection> OblioAsync(string tenant, CancellationToken cancellationToken)
    {
        var (set, environment, sandbox) = await ReadAsync(tenant, cancellationToken);
        var email = Value(set, SettingsCatalogue.OblioEmail, sandbox, $"{tenant}@sandbox.cerniq");
        return new OblioConnection(
            Address(set, SettingsCatalogue.OblioUrl, addresses.Oblio(environment)),
            email,
            await SecretAsync(set, SettingsCatalogue.OblioSecret, sandbox, $"secret-{email}", cancellationToken),
            set.Require(SettingsCatalogue.CompanyCui));
    }

    /// <inheritdoc cref="OblioAsync"/>
    public async Task<AnafConnection> AnafAsync(string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        var environment = AnafEnvironment(set);
        var sandbox = environment == ServiceAddresses.Sandbox;
        var refresh = await settings.SecretAsync(tenant, SettingsCatalogue.AnafRefreshToken, cancellationToken);
        return new AnafConnection(
            Address(set, SettingsCatalogue.AnafApiUrl, addresses.AnafApi(environment)),
            Address(set, SettingsCatalogue.AnafPublicUrl, addresses.AnafPublic(environment)),
            Address(set, SettingsCatalogue.AnafLoginUrl, addresses.AnafLogin(environment)),
            Value(set, SettingsCatalogue.AnafClientId, sandbox, tenant),
            await SecretAsync(set, SettingsCatalogue.AnafClientSecret, sandbox, $"secret-{tenant}", cancellationToken),
            refresh ?? (sandbox ? $"refresh-{tenant}" : null),
            Cui.DigitsOf(set.Require(SettingsCatalogue.CompanyCui)));
    }

    /// <summary>Which ANAF answers: that of the e-Factura environment, or our stand-in when nobody is to file.</summary>
    internal static string AnafEnvironment(SettingsSnapshot set) => set.Get(SettingsCatalogue.EFacturaRoute) == NobodyFiles
        ? ServiceAddresses.Sandbox
        : set.Get(SettingsCatalogue.EFacturaEnvironment) ?? set.Get(SettingsCatalogue.Environment);

    /// <inheritdoc cref="OblioAsync"/>
    public async Task<RevolutConnection> RevolutAsync(string tenant, CancellationToken cancellationToken)
    {
        var (set, environment, sandbox) = await ReadAsync(tenant, cancellationToken);
        var key = await settings.SecretAsync(tenant, SettingsCatalogue.RevolutPrivateKey, cancellationToken)
            ?? (sandbox ? await SandboxKeyAsync(tenant, cancellationToken) : null)
            ?? throw new TenantNotConfiguredException(tenant, SettingsCatalogue.RevolutPrivateKey.Name);
        return new RevolutConnection(
            Address(set, SettingsCatalogue.RevolutUrl, addresses.Revolut(environment)),
            Value(set, SettingsCatalogue.RevolutClientId, sandbox, tenant),
            Value(set, SettingsCatalogue.RevolutIssuer, sandbox, "sandbox.cerniq"),
            key,
            await SecretAsync(set, SettingsCatalogue.RevolutRefreshToken, sandbox, $"rt-{tenant}", cancellationToken));
    }

    /// <inheritdoc cref="OblioAsync"/>
    public async Task<EconomicConnection> EconomicAsync(string tenant, CancellationToken cancellationToken)
    {
        var (set, environment, sandbox) = await ReadAsync(tenant, cancellationToken);
        return new EconomicConnection(
            Address(set, SettingsCatalogue.EconomicUrl, addresses.Economic(environment)),
            await SecretAsync(set, SettingsCatalogue.EconomicAppSecret, sandbox, $"app-{tenant}", cancellationToken),
            await SecretAsync(set, SettingsCatalogue.EconomicGrant, sandbox, $"grant-{tenant}", cancellationToken),
            set.Get(SettingsCatalogue.EconomicJournal),
            set.Get(SettingsCatalogue.EconomicRevenueAccount),
            set.Get(SettingsCatalogue.EconomicVatCode),
            set.Get(SettingsCatalogue.EconomicCustomer));
    }

    public void Dispose() => _makingKey.Dispose();

    private async Task<(SettingsSnapshot Settings, string Environment, bool IsSandbox)> ReadAsync(
        string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        var environment = set.Get(SettingsCatalogue.Environment);
        return (set, environment, environment == ServiceAddresses.Sandbox);
    }

    private static Uri Address(SettingsSnapshot set, Setting<string?> setting, Uri usual) =>
        set.Get(setting) is { } own ? new Uri(own) : usual;

    private static string Value(SettingsSnapshot set, Setting<string?> setting, bool sandbox, string standIn) =>
        set.Get(setting) ?? (sandbox ? standIn : throw new TenantNotConfiguredException(set.Tenant, setting.Name));

    private async Task<string> SecretAsync(
        SettingsSnapshot set, SecretSetting secret, bool sandbox, string standIn, CancellationToken cancellationToken) =>
        await settings.SecretAsync(set.Tenant, secret, cancellationToken)
        ?? (sandbox ? standIn : throw new TenantNotConfiguredException(set.Tenant, secret.Name));

    /// <summary>A key pair made once for the tenant.</summary>
    private async Task<string> SandboxKeyAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(tenant, SandboxKey, cancellationToken) is { } known)
        {
            return known;
        }

        await _makingKey.WaitAsync(cancellationToken);
        try
        {
            if (await secrets.GetAsync(tenant, SandboxKey, cancellationToken) is { } made)
            {
                return made;
            }

            using var rsa = RSA.Create(2048);
            var pem = rsa.ExportPkcs8PrivateKeyPem();
            await secrets.SetAsync(tenant, SandboxKey, pem, cancellationToken);
            return pem;
        }
        finally
        {
            _makingKey.Release();
        }
    }
}
