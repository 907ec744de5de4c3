using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Functions.EFactura;

/// <summary>What an evidence bundle holds: the last file in it.</summary>
/// <param name="Number">The invoice's number.</param>
/// <param name="IndexIncarcare">ANAF's upload index.</param>
/// <param name="IdDescarcare">ANAF's download id.</param>
/// <param name="Complete">True when ANAF has accepted the invoice and every file that proves it is here and unchanged.</param>
/// <param name="Missing">What is not there (yet), in words.</param>
/// <param name="AuditHead">The last line of <c>audit.ndjson</c>: the tenant's log must pass through it for ever.</param>
public sealed record EvidenceManifest(
    string Format,
    string Tenant,
    string InvoiceId,
    string Number,
    string? IndexIncarcare,
    string? IdDescarcare,
    bool Complete,
    IReadOnlyList<string> Missing,
    ChainHead? AuditHead,
    IReadOnlyList<EvidenceFile> Files)
{
    public const string FileName = "manifest.json";
    public const string CurrentFormat = "cerniq-evidence-1";
}

/// <summary>One file of a bundle.</summary>
/// <param name="Sha256">Of the bytes in the bundle; null when there are none.</param>
/// <param name="Problem">Why the file is not there or not what it was.</param>
public sealed record EvidenceFile(string Name, string Kind, long Bytes, string? Sha256, string? Problem = null);
