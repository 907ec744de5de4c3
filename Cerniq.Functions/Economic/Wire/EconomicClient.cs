using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>e-conomic for one tenant's agreement.</summary>
/// <remarks>Every method throws <see cref="ServiceException"/> when there is no result; <see cref="EconomicErrors.Of(ServiceException)"/>
/// has the single errors of a refused request.</remarks>
public sealed partial class EconomicClient(string tenant, EconomicConnection connection, ServiceCaller caller)
{
    private const int PageSize = 1000;

    /// <summary>Finds the accounting year that a date lies in.</summary>
    /// <returns>Null when none has been set up for it.</returns>
    public async Task<EconomicAccountingYear?> FindAccountingYearAsync(DateOnly date, CancellationToken cancellationToken) =>
        (await YearsAsync(cancellationToken)).FirstOrDefault(year => year.FromDate <= date && date <= year.ToDate);

    /// <summary>All accounting years.</summary>
    public async Task<IReadOnlyList<EconomicAccountingYear>> YearsAsync(CancellationToken cancellationToken)
    {
        var years = new List<EconomicAccountingYear>();
        await foreach (var year in AllAsync("accounting-years", filter: null, EconomicJson.Default.Years, "accounting-years", cancellationToken))
        {
            years.Add(year);
        }

        return years;
    }

    /// <summary>Makes a voucher in a kassekladde.</summary>
    /// <param name="idempotencyKey">Remembered for one hour only, over all journals; later, look for the mark in the text
    /// first.</param>
    /// <exception cref="ServiceRefusedException"><see cref="FaultKind.Duplicate"/> when the key was used for something
    /// else.</exception>
    public Task<EconomicVoucherId> CreateVoucherAsync(
        int journalNumber, EconomicVoucher voucher, string idempotencyKey, CancellationToken cancellationToken) =>
        CreateVoucherAsync(journalNumber, Write(voucher), idempotencyKey, cancellationToken);

    /// <inheritdoc cref="CreateVoucherAsync(int, EconomicVoucher, string, CancellationToken)"/>
    /// <param name="body">The voucher in the very bytes that were sent before, if any were: to the key belongs the body.</param>
    public async Task<EconomicVoucherId> CreateVoucherAsync(
        int journalNumber, byte[] body, string idempotencyKey, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"journals/{journalNumber}/vouchers");
        var request = Request(HttpMethod.Post, path, "journals/{n}/vouchers") with
        {
            Body = () => new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = Headers(idempotencyKey),
        };
        var reply = await caller.SendAsync(request, cancellationToken);
        return EconomicVoucherId.FromSelf(journalNumber, Created(reply)?.Self) ?? throw reply.Unreadable("a voucher without its link");
    }

    /// <summary>Finds the voucher whose text carries a mark, among the drafts and among what is booked: how to learn whether a
    /// doubtful call took effect.</summary>
    /// <param name="yearPath">Where booked entries are looked for.</param>
    /// <returns>Null when none carries it.</returns>
    public async Task<EconomicMarked?> FindByMarkAsync(
        int journalNumber, string yearPath, string mark, CancellationToken cancellationToken)
    {
        var filter = EconomicFilter.TextLike(mark);
        var drafts = string.Create(CultureInfo.InvariantCulture, $"journals/{journalNumber}/entries");
        await foreach (var entry in AllAsync(drafts, filter, EconomicJson.Default.Drafts, "journals/{n}/entries", cancellationToken))
        {
            if (Carries(entry.Text, mark) && VoucherOf(entry, journalNumber, yearPath) is { } voucher)
            {
                return new EconomicMarked(voucher, Booked: false);
            }
        }

        await foreach (var entry in AllAsync(EntriesOf(yearPath), filter, EconomicJson.Default.Booked, "accounting-years/{y}/entries", cancellationToken))
        {
            if (Carries(entry.Text, mark) && entry.VoucherNumber is { } number)
            {
                return new EconomicMarked(new EconomicVoucherId(journalNumber, yearPath, checked((int)number)), Booked: true);
            }
        }

        return null;
    }

    /// <summary>A voucher as it is sent.</summary>
    internal static byte[] Write(EconomicVoucher voucher) => JsonSerializer.SerializeToUtf8Bytes(voucher, EconomicJson.Default.EconomicVoucher);

    private static bool Carries(string? text, string mark) => text?.Contains(mark, StringComparison.Ordinal) == true;

    private static EconomicVoucherId? VoucherOf(EconomicDraftEntry entry, int journalNumber, string yearPath)
    {
        if (EconomicVoucherId.FromSelf(journalNumber, entry.Voucher?.Self) is { } linked)
        {
            return linked;
        }

        return entry.Voucher?.VoucherNumber is { } number
            ? new EconomicVoucherId(journalNumber, entry.Voucher.AccountingYear?.Path is { Length: > 0 } path ? path : yearPath, checked((int)number))
            : null;
    }

    /// <summary>The answer is a list, even of one; an object has been seen too.</summary>
    private static EconomicCreated? Created(ServiceReply reply)
    {
        var body = BodySniffer.WithoutMark(reply.Body.Span).TrimStart(" \t\r\n"u8);
        return body is [(byte)'[', ..]
            ? reply.Read(EconomicJson.Default.CreatedList) is [var created, ..] ? created : null
            : reply.Read(EconomicJson.Default.EconomicCreated);
    }

    private static string EntriesOf(string yearPath) => $"accounting-years/{yearPath}/entries";

    private async IAsyncEnumerable<T> AllAsync<T>(
        string path, string? filter, JsonTypeInfo<EconomicPage<T>> type, string endpoint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new Query().With("skippages", 0).With("pagesize", PageSize).With("filter", filter);
        var address = new Uri(connection.BaseUrl, path + query);
        while (true)
        {
            var request = new ServiceRequest(tenant, HttpMethod.Get, address, path) { Endpoint = endpoint, Headers = Headers(null) };
            var reply = await caller.SendAsync(request, cancellationToken);
            var page = reply.Read(type);
            foreach (var item in page.Collection ?? throw reply.Unreadable("a page without a collection"))
            {
                yield return item;
            }

            if (string.IsNullOrEmpty(page.Pagination?.NextPage))
            {
                yield break;
            }

            address = Origin.Require(connection.BaseUrl, page.Pagination.NextPage, caller.Service);
        }
    }

    private ServiceRequest Request(HttpMethod method, string path, string endpoint) =>
        new(tenant, method, new Uri(connection.BaseUrl, path), path) { Endpoint = endpoint, Headers = Headers(null) };

    private Dictionary<string, string> Headers(string? idempotencyKey)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-AppSecretToken"] = connection.AppSecretToken,
            ["X-AgreementGrantToken"] = connection.AgreementGrantToken,

            // An Accept of the file's own type is answered with 406.
            ["Accept"] = "*/*",
        };
        if (idempotencyKey is not null)
        {
            headers["Idempotency-Key"] = idempotencyKey;
        }

        return headers;
    }
}
