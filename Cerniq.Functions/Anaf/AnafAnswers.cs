using System.Text.RegularExpressions;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

/// <summary>What kind of document is filed: the parameter <c>standard</c>.</summary>
public enum UploadStandard
{
    /// <summary>An invoice.</summary>
    UBL,

    /// <summary>A credit note: root <c>CreditNote</c>.</summary>
    CN,

    /// <summary>A cross-industry invoice.</summary>
    CII,

    /// <summary>A buyer's message to the issuer.</summary>
    RASP,
}

/// <summary>How a document is filed.</summary>
/// <param name="B2C">Through <c>uploadb2c</c>: the buyer is a consumer.</param>
/// <param name="Extern">The buyer is outside Romania and has no Romanian code.</param>
/// <param name="Autofactura">The buyer issues in the supplier's name.</param>
/// <param name="Executare">Filed by an enforcement body for the debtor.</param>
public sealed record UploadOptions(
    UploadStandard Standard = UploadStandard.UBL, bool B2C = false, bool Extern = false, bool Autofactura = false, bool Executare = false);

/// <summary>What became of an upload. Accepted means taken for processing: rules and duplicates are looked at later.</summary>
public abstract record UploadOutcome
{
    private UploadOutcome()
    {
    }

    /// <param name="Index"><c>index_incarcare</c>; longer than 32 bits.</param>
    /// <param name="At">ANAF's time of the answer.</param>
    public sealed record Accepted(string Index, DateTimeOffset? At) : UploadOutcome;

    /// <param name="Messages">In ANAF's words.</param>
    /// <param name="Kind"><see cref="FaultKind.Authentication"/> when the right in SPV is missing, else
    /// <see cref="FaultKind.Validation"/>.</param>
    public sealed record Refused(IReadOnlyList<string> Messages, FaultKind Kind) : UploadOutcome;
}

/// <summary>Where an uploaded document stands.</summary>
public abstract record MessageState
{
    private MessageState()
    {
    }

    /// <summary><c>in prelucrare</c>: ask again later.</summary>
    public sealed record Processing : MessageState;

    /// <summary><c>ok</c>: filed; the ZIP has the invoice and the ministry's signature.</summary>
    public sealed record Ok(string DownloadId) : MessageState;

    /// <summary><c>nok</c>: refused; the ZIP has the errors.</summary>
    public sealed record Nok(string DownloadId) : MessageState;

    /// <summary><c>XML cu erori nepreluat de sistem</c>: the upload itself had been refused.</summary>
    public sealed record NotTaken : MessageState;
}

/// <summary>Which messages to list: the parameter <c>filtru</c>.</summary>
public enum MessageFilter
{
    All,

    /// <summary><c>E</c></summary>
    Errors,

    /// <summary><c>T</c></summary>
    Sent,

    /// <summary><c>P</c></summary>
    Received,

    /// <summary><c>R</c></summary>
    BuyerMessages,
}

public enum MessageType
{
    /// <summary>A type unknown so far; see <see cref="AnafMessage.Tip"/>.</summary>
    Other,
    Sent,
    Received,
    Errors,
    BuyerMessage,
}

/// <summary>A message of the SPV list.</summary>
/// <param name="DownloadId">What descarcare takes.</param>
/// <param name="UploadIndex"><c>index_incarcare</c> of the document it is about.</param>
/// <param name="CreatedAt">When it was listed, up to a quarter of an hour after the decision.</param>
/// <param name="Tip">The type as ANAF writes it.</param>
/// <param name="Details">ANAF's sentence; the only place that names issuer and buyer.</param>
public sealed partial record AnafMessage(
    string DownloadId, string UploadIndex, DateTimeOffset? CreatedAt, string Cif, MessageType Type, string Tip, string Details)
{
    /// <summary>The issuer's code, when the sentence names it.</summary>
    public string? Issuer => Named("issuer");

    /// <summary>The buyer's code, when the sentence names it.</summary>
    public string? Buyer => Named("buyer");

    internal static AnafMessage Of(AnafListedMessage listed) => new(
        listed.Id ?? "",
        listed.UploadIndex ?? "",
        AnafTime.FromCompact(listed.CreatedAt),
        listed.Cif ?? "",
        TypeOf(listed.Type ?? ""),
        listed.Type ?? "",
        listed.Details ?? "");

    private static MessageType TypeOf(string tip) => tip.Trim().ToUpperInvariant() switch
    {
        "FACTURA TRIMISA" => MessageType.Sent,
        "FACTURA PRIMITA" => MessageType.Received,
        "ERORI FACTURA" => MessageType.Errors,
        var other when other.StartsWith("MESAJ CUMPARATOR", StringComparison.Ordinal) => MessageType.BuyerMessage,
        _ => MessageType.Other,
    };

    private string? Named(string group)
    {
        var found = Parties().Match(Details);
        return found.Groups[group] is { Success: true, Value: var code } ? code : null;
    }

    /// <summary>The usual sentence, or that of a self-billed invoice, where the buyer comes first.</summary>
    [GeneratedRegex(@"cif_emitent=\s*(?<issuer>\w+).*?cif_beneficiar=\s*(?<buyer>\w+)|transmisa de cif=\s*(?<buyer>\w+)\s+ca\s+\w+\s+in numele cif=\s*(?<issuer>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Parties();
}

/// <summary>What ANAF's public validator says. Advice: it has been seen to err.</summary>
public sealed record AnafValidation(bool Valid, IReadOnlyList<AnafFinding> Findings, string? TraceId);

/// <param name="Rule">Such as <c>BR-RO-110</c>, when the message names one.</param>
/// <param name="Message">In ANAF's words.</param>
public sealed partial record AnafFinding(string? Rule, string Message)
{
    internal static AnafFinding Of(string message)
    {
        var found = RuleId().Match(message);
        return new AnafFinding(found.Success ? found.Groups["rule"].Value : null, message.Trim());
    }

    /// <summary>Three ways of naming a rule: <c>codEroare=UBL-CR-661;</c>, <c>[BR-RO-110]</c>, <c>eroare regula: R_BT_32_cui:</c>.</summary>
    [GeneratedRegex(@"codEroare=(?<rule>[A-Za-z0-9_-]+)|\[(?<rule>[A-Z][A-Za-z0-9_-]*-[A-Za-z0-9_-]+)\]|eroare regula:\s*(?<rule>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex RuleId();
}

/// <summary>What became of a request for ANAF's PDF.</summary>
public abstract record PdfOutcome
{
    private PdfOutcome()
    {
    }

    public sealed record Made(ReadOnlyMemory<byte> Pdf) : PdfOutcome;

    /// <summary>The document is not valid.</summary>
    public sealed record Refused(IReadOnlyList<AnafFinding> Findings) : PdfOutcome;
}
