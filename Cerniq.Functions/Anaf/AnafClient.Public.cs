using System.Text;
using System.Text.RegularExpressions;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

public sealed partial class AnafClient
{
    private static readonly TimeSpan PublicTime = TimeSpan.FromSeconds(60);

    /// <summary>Asks ANAF's public validator.</summary>
    /// <param name="creditNote">True when the root is <c>CreditNote</c>.</param>
    public async Task<AnafValidation> ValidateAsync(ReadOnlyMemory<byte> xml, bool creditNote, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await caller.SendAsync(Public("validare/" + Kind(creditNote), xml), cancellationToken);
            return Validation(reply);
        }
        catch (ServiceRefusedException refused) when (refused.Fault.Kind == FaultKind.Validation)
        {
            return new AnafValidation(false, [AnafFinding.Of(refused.Fault.Words)], TraceId: null);
        }
    }

    /// <summary>Has ANAF make its PDF of a document.</summary>
    /// <param name="validated">True when the document is known to be valid, so that ANAF need not look again (<c>/DA</c>).</param>
    /// <remarks>The firewall before this service turns some valid documents away, the more so under <c>/DA</c>; then it is
    /// asked once more without.</remarks>
    public async Task<PdfOutcome> TransformToPdfAsync(
        ReadOnlyMemory<byte> xml, bool creditNote, bool validated, CancellationToken cancellationToken)
    {
        var plain = WithoutSchemaLocation(xml);
        try
        {
            return await TransformAsync(plain, Kind(creditNote) + (validated ? "/DA" : ""), cancellationToken);
        }
        catch (ServiceUnavailableException blocked) when (validated && blocked.Reply is { Kind: BodyKind.Html })
        {
            return await TransformAsync(plain, Kind(creditNote), cancellationToken);
        }
    }

    private async Task<PdfOutcome> TransformAsync(ReadOnlyMemory<byte> xml, string kind, CancellationToken cancellationToken)
    {
        var request = Public("transformare/" + kind, xml) with { MaxAnswerBytes = LargestDownload };
        var reply = await caller.SendAsync(request, cancellationToken);
        return reply.Kind == BodyKind.Pdf ? new PdfOutcome.Made(reply.Body) : new PdfOutcome.Refused(Validation(reply).Findings);
    }

    private static AnafValidation Validation(ServiceReply reply)
    {
        var answer = reply.Read(AnafJson.Default.AnafValidationAnswer);
        var findings = (answer.Messages ?? []).Select(message => AnafFinding.Of(message.Message ?? "")).ToList();
        return answer.State is "ok" or "nok"
            ? new AnafValidation(answer.State == "ok", findings, answer.TraceId)
            : throw reply.Unreadable("an answer without a state");
    }

    /// <summary>Both services exist in production only, whatever the tenant's environment.</summary>
    private ServiceRequest Public(string path, ReadOnlyMemory<byte> xml) =>
        new(tenant, HttpMethod.Post, new Uri(connection.PublicBase, "prod/FCTEL/rest/" + path), path)
        {
            Nature = CallNature.Read,
            Body = () => Xml(xml),
            Timeout = PublicTime,
            CloseConnection = true,
        };

    private static string Kind(bool creditNote) => creditNote ? "FCN" : "FACT1";

    /// <summary>A relative schema location trips the firewall; the PDF is the same without.</summary>
    private static ReadOnlyMemory<byte> WithoutSchemaLocation(ReadOnlyMemory<byte> xml)
    {
        var text = Encoding.UTF8.GetString(xml.Span);
        return text.Contains("schemaLocation", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(SchemaLocation().Replace(text, "", 1)) : xml;
    }

    [GeneratedRegex("""\s+\w+:schemaLocation\s*=\s*("[^"]*"|'[^']*')""", RegexOptions.ExplicitCapture)]
    private static partial Regex SchemaLocation();
}
