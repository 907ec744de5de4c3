using System.Net.Http.Headers;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

public sealed partial class EconomicClient
{
    /// <summary>The largest file e-conomic takes, in bytes.</summary>
    public const int LargestAttachment = 9_000_000;

    private const int LooksBeforeMissing = 3;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1.5);

    /// <summary>Puts a PDF on a voucher, unless it has an attachment already: sent twice, its pages would be there twice.</summary>
    /// <exception cref="ArgumentException">The file is no PDF, or larger than e-conomic takes.</exception>
    public async Task<EconomicAttached> AttachPdfAsync(
        EconomicVoucherId voucher, ReadOnlyMemory<byte> pdf, string fileName, CancellationToken cancellationToken)
    {
        if (pdf.Length > LargestAttachment || BodySniffer.KindOf(pdf.Span) != BodyKind.Pdf)
        {
            throw new ArgumentException($"An attachment is a PDF of at most {LargestAttachment} bytes.", nameof(pdf));
        }

        if (await PagesAsync(voucher, cancellationToken) > 0)
        {
            return new EconomicAttached(WasThere: true);
        }

        try
        {
            await SendFileAsync(HttpMethod.Post, voucher, pdf, fileName, cancellationToken);
        }
        catch (ServiceRefusedException refused) when (refused.Fault.Kind == FaultKind.Duplicate)
        {
            // It has an attachment after all. One with pages came from another attempt; an empty one is filled.
            if (await PagesAsync(voucher, cancellationToken) > 0)
            {
                return new EconomicAttached(WasThere: true);
            }

            await SendFileAsync(HttpMethod.Patch, voucher, pdf, fileName, cancellationToken);
        }

        return new EconomicAttached(WasThere: false);
    }

    /// <summary>Looks whether a voucher is still a draft, booked, or gone.</summary>
    public async Task<EconomicVoucherState> LookUpAsync(EconomicVoucherId voucher, CancellationToken cancellationToken)
    {
        // A voucher made a moment ago may be invisible for another; only one that stays away is missing.
        for (var look = 1; ; look++)
        {
            if (await IsDraftAsync(voucher, cancellationToken))
            {
                return new EconomicVoucherState.Draft();
            }

            if (await BookedAsync(voucher, cancellationToken) is { Count: > 0 } entries)
            {
                return new EconomicVoucherState.Booked(entries);
            }

            if (look == LooksBeforeMissing)
            {
                return new EconomicVoucherState.Missing();
            }

            await Task.Delay(BetweenLooks, clock, cancellationToken);
        }
    }

    private static string PathOf(EconomicVoucherId voucher) => $"journals/{voucher.JournalNumber}/vouchers/{voucher.Segment}";

    private async Task<bool> IsDraftAsync(EconomicVoucherId voucher, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, PathOf(voucher), "journals/{n}/vouchers/{v}") with { ExpectedStatuses = [404] };
        return (await caller.SendAsync(request, cancellationToken)).IsSuccess;
    }

    private async Task<IReadOnlyList<EconomicBookedEntry>> BookedAsync(EconomicVoucherId voucher, CancellationToken cancellationToken)
    {
        var entries = new List<EconomicBookedEntry>();
        var all = AllAsync(
            EntriesOf(voucher.YearPath),
            $"voucherNumber$eq:{voucher.VoucherNumber}",
            EconomicJson.Default.Booked,
            "accounting-years/{y}/entries",
            cancellationToken);
        await foreach (var entry in all)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<long> PagesAsync(EconomicVoucherId voucher, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, PathOf(voucher) + "/attachment", "journals/{n}/vouchers/{v}/attachment") with { ExpectedStatuses = [404] };
        var reply = await caller.SendAsync(request, cancellationToken);
        return reply.IsSuccess ? reply.Read(EconomicJson.Default.EconomicAttachment).Pages ?? 0 : 0;
    }

    private async Task SendFileAsync(
        HttpMethod method, EconomicVoucherId voucher, ReadOnlyMemory<byte> pdf, string fileName, CancellationToken cancellationToken)
    {
        var request = Request(method, PathOf(voucher) + "/attachment/file", "journals/{n}/vouchers/{v}/attachment/file") with
        {
            Body = () => File(pdf, fileName),
            Timeout = TimeSpan.FromSeconds(45),
        };
        await caller.SendAsync(request, cancellationToken);
    }

    private static MultipartFormDataContent File(ReadOnlyMemory<byte> pdf, string fileName)
    {
        var part = new ReadOnlyMemoryContent(pdf) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } };
        return new MultipartFormDataContent { { part, "file", fileName } };
    }
}
