using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Clients;

/// <summary>Validates a client without a deal.</summary>
public sealed class ClientFunctions(ClientValidation validation)
{
    [Function("ValidateClient")]
    public async Task<IActionResult> Validate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/clients/validate")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<ValidateBody>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        if (body.Value.ClientData is not { } client)
        {
            return Problem.BadField("clientData", "required");
        }

        using var scope = new CallScope(tenant, $"client/{client.Cui}", request.CorrelationId()).Enter();
        return Answer.Ok(
            await validation.ValidateAsync(tenant, client, body.Value.Options ?? new ClientValidateOptions(), cancellationToken));
    }

    private sealed record ValidateBody(ClientData? ClientData, ClientValidateOptions? Options);
}
