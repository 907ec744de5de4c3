using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Clients;

/// <summary>Validates a client without a deal, and tells of earlier validations.</summary>
public sealed class ClientFunctions(ClientValidation validation, ClientValidationLog log)
{
    private const int MaxTtlSeconds = 30 * 86_400;

    [Function("ValidateClient")]
    public async Task<IActionResult> Validate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/clients/validate")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ValidateBody>(request, Faults, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var client = body.Value.ClientData!;
        using var scope = new CallScope(tenant, $"client/{client.Cui}", request.CorrelationId()).Enter();
        return Answer.Ok(
            await validation.ValidateAsync(
                tenant,
                client,
                body.Value.Options ?? new ClientValidateOptions(),
                new ValidationSubject(body.Value.NegotiationId, body.Value.ContactId),
                cancellationToken));
    }

    /// <summary>What was validated and what came of it, newest first.</summary>
    [Function("ListClientValidations")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/clients/validations")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var cui = request.Query["cui"].ToString() is { Length: > 0 } asked ? asked : null;
        return Listing.PageAsync<ClientValidationEntry>(
            request, paging => log.ListAsync(tenant, cui, paging.Limit, paging.Continuation, cancellationToken));
    }

    private static IReadOnlyDictionary<string, string[]> Faults(ValidateBody body)
    {
        var faults = new FieldFaults();
        faults.When(body.Options?.CacheTtlSeconds is < 0 or > MaxTtlSeconds, "options.cacheTtlSeconds", $"0 to {MaxTtlSeconds}");
        if (body.ClientData is { } client)
        {
            ClientFields.Check(client, "clientData", faults);
        }
        else
        {
            faults.Add("clientData", "required");
        }

        return faults.ByField();
    }

    private sealed record ValidateBody(ClientData? ClientData, ClientValidateOptions? Options, string? NegotiationId, string? ContactId);
}
