using System.Net.Http.Headers;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

public sealed partial class EconomicClient
{
    /// <summary>The largest file e-conomic takes, in bytes.</summary>
    public const int LargestAttachment = 9_000_000;

    /// <summary>Puts a PDF on a voucher, unless it has an attachment already: sent twice, its pages would be there twice.</summary>
    /// <exception cref="ArgumentException">The file is no PDF, or larger than e-conomic takes.</exception>
    public async Task<EconomicAttached> AttachPdfAsync(
        EconomicVoucherId voucher, ReadOnlyMemory<byte> pdf, string fileName, CancellationToken cancellationToken)
    {
        if (!MayAttach(pdf.Span))
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

    /// <summary>True for a PDF that e-conomic takes.</summary>
    public static bool MayAttach(ReadOnlySpan<byte> file) => file.Length <= LargestAttachment && BodySniffer.KindOf(file) == BodyKind.Pdf;

    private static string PathOf(EconomicVoucherId voucher) => $"journals/{voucher.JournalNumber}/vouchers/{voucher.Segment}";

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
