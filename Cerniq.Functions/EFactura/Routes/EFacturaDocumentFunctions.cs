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
    /// <summary>UBL XML or invoice JSON in, <c>{valid, violations[]}</c> out. What is not said to be JSON is taken for XML when it looks like it:
    /// ANAF's own service is given XML as text/plain.</summary>
    [Function("EFacturaValidate")]
    public async Task<IActionResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/validate")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (JsonBody.IsJson(request.ContentType))
        {
            var (built, problem) = await BuildAsync(request, cancellationToken);
            return built is null ? problem! : Answer((built.Xml is not null, built.Errors));
        }

        var body = await RequestBody.ReadAsync(request, cancellationToken);
        return body.Problem is { } tooLarge ? tooLarge
            : IsXml(request) || LooksLikeXml(body.Value.Span) ? Judge(InvoiceValidator.Validate(body.Value))
            : Problem.UnsupportedMediaType("application/xml for UBL, or application/json in UTF-8 for an invoice");
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

    /// <summary>Begins with a bracket, after a byte order mark and blanks where there are any; or with the mark of UTF-16.</summary>
    private static bool LooksLikeXml(ReadOnlySpan<byte> body) =>
        body.StartsWith([(byte)0xFF, (byte)0xFE]) || body.StartsWith([(byte)0xFE, (byte)0xFF])
        || (body.StartsWith("\uFEFF"u8) ? body[3..] : body).TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    private static bool IsXml(HttpRequest request) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.SubType.Equals("xml", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase));
}
