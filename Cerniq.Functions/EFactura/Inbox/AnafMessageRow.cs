using System.Text.Json.Serialization;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>A message of ANAF's list, as it is kept.</summary>
public sealed record AnafMessageRow(
    string DownloadId, string UploadIndex, DateTimeOffset ListedAt, MessageType Type, string Tip, string? Issuer, string? Buyer, string Details)
{
    public static AnafMessageRow Of(AnafMessage message) => new(
        message.DownloadId,
        message.UploadIndex,
        message.CreatedAt ?? DateTimeOffset.UnixEpoch,
        message.Type,
        message.Tip,
        message.Issuer,
        message.Buyer,
        message.Details);

    /// <summary>Newest first under a list's name.</summary>
    internal string Row(string list) => RowKey.Of(list, RowKey.Descending(ListedAt), DownloadId);
}

/// <summary>An invoice that somebody filed for this company.</summary>
public sealed record InboxEntry
{
    public required AnafMessageRow Message { get; init; }

    public InboxStatus Status { get; init; } = InboxStatus.Listed;

    /// <summary>Why it could not be fetched or proves nothing.</summary>
    public string? Problem { get; init; }

    public int Tries { get; init; }

    /// <summary>ANAF's sealed answer: the original before the law; or, while it is not stored, an answer that proves nothing.</summary>
    public StoredFile? Zip { get; init; }

    public StoredFile? Xml { get; init; }

    /// <summary>The invoice in readable form; null when it is not UBL that can be read.</summary>
    public InboxInvoice? Invoice { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<InboxStatus>))]
public enum InboxStatus
{
    /// <summary>To be fetched, or to be looked at again once its signer is known.</summary>
    [JsonStringEnumMemberName("listed")]
    Listed,

    /// <summary>Fetched, sealed by the ministry, archived.</summary>
    [JsonStringEnumMemberName("stored")]
    Stored,

    /// <summary>Could not be fetched or its seal does not hold: a person must look.</summary>
    [JsonStringEnumMemberName("doubtful")]
    Doubtful,
}
