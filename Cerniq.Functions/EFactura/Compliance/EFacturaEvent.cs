using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Something that happened to a filing. Written in one batch with the change, so that none is lost, and told
/// afterwards: to the audit trail, the compliance log, the metrics.</summary>
/// <param name="Name">As the source document names it, such as <c>efactura_accepted</c>.</param>
/// <param name="Mark">Tells events of one name apart: the hash, the upload or the attempt that it is about.</param>
/// <param name="Entry">The filing as the event left it.</param>
public sealed record EFacturaEvent(string Name, string Mark, EFacturaEntry Entry)
{
    public const string XmlGenerated = "invoice_xml_generated";
    public const string Submitted = "efactura_submitted";
    public const string Processing = "efactura_processing";
    public const string Accepted = "efactura_accepted";
    public const string Rejected = "efactura_rejected";
    public const string Failed = "efactura_failed";

    /// <summary>Under which it is told once, however often it is brought.</summary>
    public string Key => $"efactura/{Entry.QueueId}/{Name}/{Mark}";

    internal string Row => RowKey.Of("event", RowKey.Number(Entry.QueueId), Name, Mark);

    internal static string RowPrefix => RowKey.Prefix("event");

    /// <summary>What happened between two states of a filing.</summary>
    internal static IEnumerable<EFacturaEvent> Between(EFacturaEntry before, EFacturaEntry after)
    {
        if (before.Xml is null && after.Xml is { } xml)
        {
            yield return new EFacturaEvent(XmlGenerated, xml.Sha256, after);
        }

        if (before.AnafIds.RemoteId is null && after.AnafIds.RemoteId is { } index)
        {
            yield return new EFacturaEvent(Submitted, index, after);
        }

        if (after.Status == EFacturaStatus.Error && after.Attempts > before.Attempts)
        {
            yield return new EFacturaEvent(Failed, $"{after.Attempts}", after);
        }

        if (after.Status == before.Status)
        {
            yield break;
        }

        if (NameOf(after.Status) is { } name)
        {
            yield return new EFacturaEvent(name, after.AnafIds.RemoteId ?? "", after);
        }
    }

    private static string? NameOf(EFacturaStatus status) => status switch
    {
        EFacturaStatus.Processing => Processing,
        EFacturaStatus.Accepted => Accepted,
        EFacturaStatus.Rejected => Rejected,
        _ => null,
    };
}

/// <summary>The source document's classes of errors.</summary>
internal static class EFacturaErrorTypes
{
    public const string Validation = "validation";

    public static string Of(FaultKind? fault) => fault switch
    {
        FaultKind.Authentication => "authentication",
        FaultKind.RateLimit => "rate_limit",
        FaultKind.ServerError => "server_error",
        FaultKind.Validation or FaultKind.FiscalViolation or FaultKind.Duplicate => Validation,
        _ => "network",
    };
}
