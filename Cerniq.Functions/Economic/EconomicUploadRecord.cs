using System.Text.Json.Serialization;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Which upload: whose invoice, into whose books.</summary>
public sealed record EconomicKey(string Tenant, string InvoiceId, EconomicUploadType Type)
{
    public string Subject => $"invoice/{InvoiceId}";

    /// <summary>The upload's orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => $"economic-{TenantId.InInstanceId(Tenant)}-{InvoiceId}-{Side}";

    /// <summary>ISSUER or DEBTOR.</summary>
    [JsonIgnore]
    public string Side => Type == EconomicUploadType.Issuer ? "ISSUER" : "DEBTOR";

    /// <summary>Stands in the voucher's text, by which it is found again.</summary>
    [JsonIgnore]
    public string Mark => DeterministicId.Marker("economic", Tenant, $"{InvoiceId}/{Type}");
}

[JsonConverter(typeof(JsonStringEnumConverter<EconomicUploadType>))]
public enum EconomicUploadType
{
    /// <summary>Into the books of the company that issues the invoice.</summary>
    [JsonStringEnumMemberName("ISSUER")]
    Issuer,

    /// <summary>Into the books of the company that receives it (internal invoices).</summary>
    [JsonStringEnumMemberName("DEBTOR")]
    Debtor,
}

[JsonConverter(typeof(JsonStringEnumConverter<EconomicUploadStatus>))]
public enum EconomicUploadStatus
{
    [JsonStringEnumMemberName("PENDING")]
    Pending,

    [JsonStringEnumMemberName("SUCCESS")]
    Success,

    [JsonStringEnumMemberName("FAILED")]
    Failed,
}

/// <summary>One upload to e-conomic, field by field as its source document lists them.</summary>
public sealed record EconomicUploadRecord
{
    public required string Uuid { get; init; }

    public required string InvoiceUuid { get; init; }

    public required EconomicUploadType UploadType { get; init; }

    public required string CompanyUuid { get; init; }

    /// <summary>The tenant whose books it goes into; null for the one that issued the invoice.</summary>
    public string? Books { get; init; }

    /// <summary>The kassekladde it is meant for, and once the voucher is there the one it is in.</summary>
    public required int JournalNumber { get; init; }

    public EconomicUploadStatus Status { get; init; }

    public int AttemptCount { get; init; }

    public int MaxAttempts { get; init; } = EconomicSchedule.MaxAttempts;

    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>0 until the voucher exists.</summary>
    public int VoucherNumber { get; init; }

    /// <summary>The accounting year the voucher is in, as e-conomic names it.</summary>
    public string? AccountingYear { get; init; }

    public bool AttachmentUploaded { get; init; }

    public string LastError { get; init; } = "";

    /// <summary>True when the schedule has run out: only a person brings it on.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>Since when the voucher is nowhere to be found.</summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>When the accountant was seen to have booked it.</summary>
    public DateTimeOffset? BookedAt { get; init; }

    /// <summary>When nothing of it was seen to be open any more.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>True once money that had paid the invoice was taken back: from then on it counts as paid only while nothing is owed in
    /// our own records either, for the accountant may not have booked yet that the money is gone.</summary>
    public bool Reopened { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    internal string BooksOf(EconomicKey key) => Books ?? key.Tenant;
}
