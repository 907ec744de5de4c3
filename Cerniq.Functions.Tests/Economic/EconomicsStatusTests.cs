using Cerniq.Functions.Economic;

namespace Cerniq.Functions.Tests.Economic;

public class EconomicsStatusTests
{
    public static TheoryData<string, string> Table => new()
    {
        // uploads (issuer, debtor)   status
        { "",                         "NA" },
        { "pending",                  "PENDING" },
        { "failed",                   "PENDING" },
        { "pending failed",           "PENDING" },
        { "success failed",           "PARTIALLY_UPLOADED" },
        { "booked pending",           "PARTIALLY_UPLOADED" },
        { "success",                  "UPLOADED" },
        { "success success",          "UPLOADED" },
        { "booked success",           "UPLOADED" },
        { "booked booked",            "BOOKED" },
        { "booked paid",              "BOOKED" },
        { "paid",                     "PAID" },
        { "paid paid",                "PAID" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Is_as_the_source_tables_it(string uploads, string status) =>
        EconomicsStatus.Of([.. uploads.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Upload)]).ShouldBe(status);

    private static EconomicUploadRecord Upload(string state, int index) => new()
    {
        Uuid = $"{index}",
        InvoiceUuid = "I-1",
        UploadType = index == 0 ? EconomicUploadType.Issuer : EconomicUploadType.Debtor,
        CompanyUuid = "C-1",
        JournalNumber = 1,
        Status = state switch
        {
            "pending" => EconomicUploadStatus.Pending,
            "failed" => EconomicUploadStatus.Failed,
            _ => EconomicUploadStatus.Success,
        },
        BookedAt = state is "booked" or "paid" ? DateTimeOffset.UnixEpoch : null,
        PaidAt = state is "paid" ? DateTimeOffset.UnixEpoch : null,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
