using System.Security.Cryptography.X509Certificates;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Whose seal is believed: in test and production the ministry's, in the sandbox the certificate that the stand-in
/// showed first. That one is pinned: another under the same address is not believed afterwards.</summary>
public sealed class SealTrust(ITableStore tables, TenantSettings settings, EFacturaAnaf anaf, TenantConnections connections)
{
    private const string Pins = "*seals";

    /// <returns>The signers, or why they could not be told.</returns>
    internal async Task<(MinistrySeals? Seals, string? Failure)> OfAsync(CallScope scope, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(scope.Tenant, cancellationToken);
        return BeginStep.IsSandbox(set)
            ? await PinnedAsync(scope, cancellationToken)
            : (MinistrySeals.Real(Fingerprints(set.Get(SettingsCatalogue.AnafSealFingerprints))), null);
    }

    private async Task<(MinistrySeals? Seals, string? Failure)> PinnedAsync(CallScope scope, CancellationToken cancellationToken)
    {
        var authority = (await connections.AnafAsync(scope.Tenant, cancellationToken)).ApiBase.Authority;
        var row = RowKey.Of(authority);
        if (await ReadAsync(row, cancellationToken) is { } pinned)
        {
            return (pinned, null);
        }

        var shown = await anaf.TryAsync(scope, (client, stop) => client.SandboxSealAsync(stop), cancellationToken);
        if (shown.Value is not { } pem)
        {
            return (null, shown.Fault!.Words);
        }

        // Who is second believes the first one's pin.
        TableOperation pin = new TableOperation.Insert(row, CerniqJson.Write(new SealPin(pem)));
        await tables.WriteAsync(EFacturaRows.Table, Pins, [pin], cancellationToken);
        return (await ReadAsync(row, cancellationToken), null);
    }

    private async Task<MinistrySeals?> ReadAsync(string row, CancellationToken cancellationToken) =>
        await tables.GetAsync(EFacturaRows.Table, Pins, row, cancellationToken) is { } found
            ? MinistrySeals.Only(X509Certificate2.CreateFromPem(CerniqJson.Read<SealPin>(found.Body).Pem))
            : null;

    private static string[] Fingerprints(string? setting) =>
        setting?.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private sealed record SealPin(string Pem);
}
