using System.Security.Cryptography;
using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Clients;

/// <summary>Validates a client: format and check digit, ANAF's registry, completeness, and what Oblio knows of it.</summary>
public sealed class ClientValidation(
    AnafRegistry registry,
    OblioClients oblio,
    TenantConnections connections,
    TenantSettings settings,
    ITableStore tables,
    ClientValidationLog log,
    CerniqMetrics metrics,
    TimeProvider clock)
{
    private const string Table = "clientchecks";

    /// <summary>Validates, counts and writes down that it did; an earlier answer about the very same data counts while it is fresh.</summary>
    /// <exception cref="ServiceException">A service that the answer needs is out of reach.</exception>
    public async Task<ClientValidateResult> ValidateAsync(
        string tenant, ClientData client, ClientValidateOptions options, ValidationSubject subject, CancellationToken cancellationToken)
    {
        var tag = DocumentMeter.Tenant(tenant);
        var row = CacheRow(client);
        if (options.CacheValidation && await CachedAsync(tenant, row, cancellationToken) is { } cached)
        {
            metrics.ClientValidationsCached.Add(1, tag);
            return cached;
        }

        var began = clock.GetTimestamp();
        var entry = new ClientValidationEntry(
            client.Cui, subject.NegotiationId, subject.ContactId, Success: false, clock.GetUtcNow(), ValidationResult: null);
        try
        {
            var result = await JudgeAsync(tenant, client, options, row, cancellationToken);
            Count(result, tag, clock.GetElapsedTime(began));
            await log.AppendAsync(tenant, entry with { Success = result.Valid, ValidationResult = result }, cancellationToken);
            return result;
        }
        catch (Exception failure) when (ClientErrorCode.Of(failure) is { } code && failure is not ServiceLimitedException)
        {
            metrics.ClientValidations.Failed.Add(1, tag, new("error_type", code));
            await log.AppendAsync(tenant, entry with { ErrorCode = code }, cancellationToken);
            throw;
        }
    }

    private async Task<ClientValidateResult> JudgeAsync(
        string tenant, ClientData client, ClientValidateOptions options, string row, CancellationToken cancellationToken)
    {
        var (answer, unknown, warning) = await AskRegistryAsync(tenant, client, options, cancellationToken);
        var (checks, fixes) = ClientRules.Check(client, answer, unknown);
        var result = fixes.Count > 0
            ? Failed(checks, fixes)
            : await WithOblioAsync(tenant, client, checks, options, cancellationToken);
        result = result with
        {
            AnafData = answer?.Data,
            Warnings = warning is null ? null : [warning],
            CachedUntil = result.Valid && warning is null ? clock.GetUtcNow().AddSeconds(options.CacheTtlSeconds) : null,
        };
        if (options.CacheValidation && result.CachedUntil is not null)
        {
            await tables.WriteAsync(Table, tenant, [new TableOperation.Upsert(row, CerniqJson.Write(result))], cancellationToken);
        }

        return result;
    }

    private void Count(ClientValidateResult result, KeyValuePair<string, object?> tag, TimeSpan took)
    {
        if (result.Valid)
        {
            metrics.ClientValidations.Created.Add(1, tag, new("action", result.Action.Name()));
            metrics.ClientValidations.Duration.Record(took.TotalMilliseconds, tag);
        }
        else
        {
            metrics.ClientValidationsFailed.Add(1, tag, new("reason", result.RequiredFixes is [var first, ..] ? first.Field : "unknown"));
        }
    }

    private static ClientValidateResult Failed(ClientChecks checks, IReadOnlyList<ClientFix> fixes) =>
        new() { Valid = false, Validation = checks, Action = ClientAction.ValidationFailed, RequiredFixes = fixes };

    /// <summary>The key holds the data, so that a changed client is never judged by an old answer.</summary>
    private static string CacheRow(ClientData client) =>
        RowKey.Of("client", client.Cui, Convert.ToHexStringLower(SHA256.HashData(CerniqJson.Write(client))[..16]));

    private async Task<ClientValidateResult?> CachedAsync(string tenant, string row, CancellationToken cancellationToken)
    {
        var stored = await tables.GetAsync(Table, tenant, row, cancellationToken);
        return stored is null || CerniqJson.Read<ClientValidateResult>(stored.Body) is not { } result || result.CachedUntil <= clock.GetUtcNow()
            ? null
            : result;
    }

    /// <summary>Where ANAF cannot answer, the tenant's rule decides: wait, or go on with a warning on record.</summary>
    private async Task<(RegistryAnswer? Answer, bool Unknown, string? Warning)> AskRegistryAsync(
        string tenant, ClientData client, ClientValidateOptions options, CancellationToken cancellationToken)
    {
        if (!options.VerifyWithAnaf || !ClientRules.IsRomanian(client) || !Cui.TryParse(client.Cui, out var cui))
        {
            return (null, false, null);
        }

        try
        {
            var answer = await registry.LookUpAsync(tenant, cui.Digits, cancellationToken);
            return (answer, answer is null, null);
        }
        catch (ServiceUnavailableException outage)
        {
            var set = await settings.GetAsync(tenant, cancellationToken);
            if (!string.Equals(set.Get(SettingsCatalogue.AnafDownRule), "WARN", StringComparison.Ordinal))
            {
                throw;
            }

            return (null, false, $"{ClientErrorCode.AnafApiError}: ANAF could not be asked: {outage.Fault.Words}");
        }
    }

    private async Task<ClientValidateResult> WithOblioAsync(
        string tenant, ClientData client, ClientChecks checks, ClientValidateOptions options, CancellationToken cancellationToken)
    {
        var oblioClient = oblio.For(tenant, await connections.OblioAsync(tenant, cancellationToken));
        var known = (await oblioClient.GetClientsAsync(client.Cui, name: null, cancellationToken)).FirstOrDefault(c => IsSame(c, client));
        var action = known switch
        {
            null when options.CreateIfNotExists => ClientAction.CreatedNew,
            { } stored when options.UpdateIfDifferent && Differs(stored, client) => ClientAction.UpdatedExisting,
            _ => ClientAction.ValidatedExisting,
        };

        // Oblio has no call that writes a client: «created» and «updated» take effect with the next document (client.save).
        return new ClientValidateResult
        {
            Valid = true,
            Validation = checks,
            Action = action,
            OblioClientCif = known?.Cif ?? client.Cui,
            OblioClientId = known?.ClientId ?? known?.Cif,
        };
    }

    private static bool IsSame(OblioParty stored, ClientData client) =>
        string.Equals(Digits(stored.Cif), Digits(client.Cui), StringComparison.OrdinalIgnoreCase);

    private static string Digits(string? cui) => Cui.TryParse(cui, out var parsed) ? parsed.Digits : cui?.Trim() ?? "";

    private static bool Differs(OblioParty stored, ClientData client) =>
        Other(stored.Email, client.Email) || Other(stored.Phone, client.Phone) || Other(stored.Address, client.Address)
        || Other(stored.City, client.City) || Other(stored.Bank, client.BankName) || Other(stored.Iban, client.BankAccount);

    private static bool Other(string? a, string? b) => !string.Equals(a ?? "", b ?? "", StringComparison.Ordinal);
}
