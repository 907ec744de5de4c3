using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>A file that ANAF took in.</summary>
internal sealed record AnafUpload
{
    public required string Index { get; init; }

    /// <summary>prod or test: they know nothing of each other.</summary>
    public required string Environment { get; init; }

    /// <summary>The cif of the call, digits only.</summary>
    public required string Cif { get; init; }

    /// <summary>UBL, CN, CII or RASP.</summary>
    public required string Standard { get; init; }

    public bool B2C { get; init; }

    public bool Extern { get; init; }

    public bool Autofactura { get; init; }

    public bool Executare { get; init; }

    public required AnafContent Content { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>What will be found wrong; empty = it will be accepted.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public required DateTimeOffset UploadedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>What descarcare and the lists know it by; absent while it is being processed.</summary>
    public string? DownloadId { get; init; }

    public string Stare => SettledAt is null ? "in prelucrare" : Errors.Count == 0 ? "ok" : "nok";

    public static Kind<AnafUpload> Kept { get; } = new("anaf.upload", static upload => upload.Index)
    {
        Marks = static upload =>
        [
            .. upload.DownloadId is { } id ? new[] { $"download={id}" } : [],
            .. upload.Errors.Count == 0 && upload.DuplicateMark is { } mark ? new[] { mark } : [],
        ],
    };

    /// <summary>The same seller, number and issue date; null for a buyer's message.</summary>
    public string? DuplicateMark => DuplicateMarkOf(Environment, Content);

    public static string? DuplicateMarkOf(string environment, AnafContent content) =>
        content.Number is null ? null : $"same={environment}/{content.SellerCif}/{content.Number}/{content.IssueDate}";

    public static string BlobOf(string index) => $"anaf/{index}";
}

/// <summary>What is read from an uploaded file: the fields that lists and duplicate checks need.</summary>
internal sealed record AnafContent
{
    public string? SellerCif { get; init; }

    public string? BuyerCif { get; init; }

    public string? Number { get; init; }

    public string? IssueDate { get; init; }

    public string? Currency { get; init; }

    public string? Amount { get; init; }

    /// <summary>The invoice that a buyer's message is about.</summary>
    public string? AboutIndex { get; init; }

    public string? Message { get; init; }
}

/// <summary>An entry of the message lists.</summary>
internal sealed record AnafMessage(string Environment, string Cif, string Tip, string Id, string IdSolicitare, string Detalii, DateTimeOffset CreatedAt)
{
    public static Kind<AnafMessage> Kept { get; } = new("anaf.message", static message => $"{message.Id}/{message.Cif}/{message.Tip}")
    {
        Order = static message => message.CreatedAt.ToUnixTimeMilliseconds(),
        Marks = static message => [MarkOf(message.Environment, message.Cif, null), MarkOf(message.Environment, message.Cif, FilterOf(message.Tip))],
    };

    public static string MarkOf(string environment, string cif, string? filter) => $"cif={environment}/{cif}/{filter}";

    private static string FilterOf(string tip) => tip switch
    {
        "ERORI FACTURA" => "E",
        "FACTURA TRIMISA" => "T",
        "FACTURA PRIMITA" => "P",
        _ => "R",
    };
}
