using System.Text.Json;
using Cerniq.EInvoicing.Validation;
using Cerniq.Functions.Api;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>The routes that look at a document without filing it.</summary>
[SaysSuccess]
public sealed class EFacturaDocumentFunctions(TenantSettings settings)
{
    /// <summary>UBL XML or invoice JSON in, <c>{valid, violations[]}</c> out.</summary>
    [Function("EFacturaValidate")]
    public async Task<IActionResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/validate")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (IsXml(request))
        {
            var body = await RequestBody.ReadAsync(request, cancellationToken);
            return body.Problem is { } tooLarge ? tooLarge : Judge(InvoiceValidator.Validate(body.Value));
        }

        var (built, problem) = await BuildAsync(request, cancellationToken);
        return built is null ? problem! : Answer((built.Xml is not null, built.Errors));
    }

    /// <summary>Invoice JSON in, UBL XML out.</summary>
    [Function("EFacturaPreview")]
    public async Task<IActionResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/preview")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (built, problem) = await BuildAsync(request, cancellationToken);
        if (built is null)
        {
            return problem!;
        }

        return built.Xml is { } xml
            ? new FileContentResult(xml.ToArray(), "application/xml")
            : new EFacturaAnswer<ValidateAnswer>(new ValidateAnswer(false, built.Errors), StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<(BuiltDocument? Built, Problem? Problem)> BuildAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<JsonElement>(request, cancellationToken);
        if (body.Problem is not null)
        {
            return (null, body.Problem);
        }

        var options = request.Caller().Tenant is { } tenant ? BuildStep.OwnAddress(await settings.GetAsync(tenant, cancellationToken)) : null;
        return (PostedInvoice.Build(body.Value, options), null);
    }

    /// <summary>A definition could fetch files or grow without end: such a document is no invoice to judge.</summary>
    private static IActionResult Judge(ValidationResult verdict) => verdict.HasDocumentTypeDefinition
        ? Problem.BadRequest($"The XML has a document type definition (DTD), which is never read ({verdict.Problem}). Take it out and send the document again.")
        : Answer(EFacturaBuilding.Verdict(verdict));

    private static EFacturaAnswer<ValidateAnswer> Answer((bool IsValid, IReadOnlyList<EFacturaError> Errors) verdict) =>
        new(new ValidateAnswer(verdict.IsValid, verdict.Errors));

    private static bool IsXml(HttpRequest request) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.SubType.Equals("xml", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase));
}
