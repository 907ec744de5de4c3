namespace Cerniq.Functions.Economic;

/// <summary>An invoice's status in e-conomic, as its source document tables it.</summary>
public static class EconomicsStatus
{
    public const string NotUploaded = "NA";
    public const string Pending = "PENDING";
    public const string PartiallyUploaded = "PARTIALLY_UPLOADED";
    public const string Uploaded = "UPLOADED";
    public const string Booked = "BOOKED";
    public const string Paid = "PAID";

    /// <summary>Of all the invoice's uploads. Booked and paid count once every upload is, and paid implies booked.</summary>
    public static string Of(IReadOnlyCollection<EconomicUploadRecord> uploads)
    {
        var done = uploads.Count(u => u.Status == EconomicUploadStatus.Success);
        return uploads.Count == 0 ? NotUploaded
            : done == 0 ? Pending
            : done < uploads.Count ? PartiallyUploaded
            : uploads.All(u => u.PaidAt is not null) ? Paid
            : uploads.All(u => u.BookedAt is not null) ? Booked
            : Uploaded;
    }
}
