using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>The e-conomic REST API under /economic.</summary>
internal static class EconomicEndpoints
{
    public static void AddEconomic(this IServiceCollection services)
    {
        services.AddSingleton<VoucherValidation>();
        services.AddSingleton<EconomicJournals>();
        services.AddSingleton<EconomicAttachments>();
    }

    public static void MapEconomic(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/economic");
        MapYears(api);
        MapChart(api);
        MapJournals(api);
        MapAttachments(api.MapGroup("/journals/{journal:int}/vouchers/{voucher}/attachment"));
    }

    private static void MapYears(RouteGroupBuilder api)
    {
        api.Get("/accounting-years", static context => ReadAsync(context, static call =>
            EconomicCollection.Page(call.Request, call.Origin, EconomicFilter.Parse(call.Request.Query["filter"], ["year", "fromDate", "toDate", "closed"]), EconomicYears.All(call.Origin))));
        api.MapGet("/accounting-years/{year}", static (HttpContext context, string year) => ReadAsync(context, call =>
            EconomicReply.Ok(EconomicYears.Wire(call.Origin, EconomicYears.Find(EconomicYears.FromUrl(year)) ?? throw NotFound("Accounting year")))));
        api.MapGet("/accounting-years/{year}/entries", static (HttpContext context, string year) => ReadAsync(context, call =>
            EconomicYears.Find(EconomicYears.FromUrl(year)) is null ? throw NotFound("Accounting year") : call.Of<EconomicJournals>().BookedEntries(call, year)));
    }

    private static void MapChart(RouteGroupBuilder api)
    {
        api.MapGet("/accounts/{number:int}", static (HttpContext context, int number) => ReadAsync(context, call =>
            EconomicReply.Ok(EconomicChart.Account(call.Origin, number) ?? throw NotFound("Account"))));
        api.Get("/vat-accounts", static context => ReadAsync(context, static call =>
            EconomicCollection.Page(call.Request, call.Origin, EconomicFilter.Parse(call.Request.Query["filter"], ["vatCode", "name"]), EconomicChart.VatCodes(call.Origin))));
        api.MapGet("/vat-accounts/{code}", static (HttpContext context, string code) => ReadAsync(context, call =>
            EconomicReply.Ok(EconomicChart.VatCodes(call.Origin).FirstOrDefault(one => (string)one["vatCode"]! == code) ?? throw NotFound("VAT account"))));
    }

    private static void MapJournals(RouteGroupBuilder api)
    {
        api.Get("/journals", static context => ReadAsync(context, static call =>
            EconomicCollection.Page(call.Request, call.Origin, EconomicFilter.Parse(call.Request.Query["filter"], ["journalNumber", "name"]), EconomicJournals.Journals(call.Origin))));
        api.MapGet("/journals/{journal:int}", static (HttpContext context, int journal) => ReadAsync(context, call =>
            EconomicReply.Ok(EconomicJournals.Journals(call.Origin).FirstOrDefault(one => (int)one["journalNumber"]! == journal) ?? throw NotFound("Journal"))));
        api.MapGet("/journals/{journal:int}/entries", static (HttpContext context, int journal) => ReadAsync(context, call => call.Of<EconomicJournals>().Entries(call, journal)));
        api.MapGet("/journals/{journal:int}/vouchers", static (HttpContext context, int journal) => ReadAsync(context, call => call.Of<EconomicJournals>().Vouchers(call, journal)));
        api.MapGet("/journals/{journal:int}/vouchers/{voucher}", static (HttpContext context, int journal, string voucher) => ReadAsync(context, call =>
            EconomicReply.Ok(call.Of<SandboxStore>().Read(session => EconomicJournals.Find(session, call.Agreement, journal, voucher)).Wire(call.Origin))));
        api.MapPost("/journals/{journal:int}/vouchers", static (HttpContext context, int journal) => WriteAsync(context, (session, call) =>
            EconomicJournals.Journals(call.Origin).All(one => (int)one["journalNumber"]! != journal) ? throw NotFound("Journal")
            : FaultMiddleware.IsRejected(context) ? throw new EconomicRefusal(400, "E04300", "Validation failed. Rejected by the test control.")
            : call.Of<EconomicJournals>().Create(session, call, journal)));
    }

    private static void MapAttachments(RouteGroupBuilder attachment)
    {
        attachment.MapGet("", static (HttpContext context, int journal, string voucher) => ReadAsync(context, call => call.Of<EconomicAttachments>().Get(call, journal, voucher)));
        attachment.MapGet("/file", static (HttpContext context, int journal, string voucher) => HandleAsync(context, async () =>
        {
            var call = await EconomicCall.OpenAsync(context, withBody: false);
            return Results.Bytes(call.Of<EconomicAttachments>().File(call, journal, voucher), "application/pdf");
        }));
        attachment.MapDelete("/file", static (HttpContext context, int journal, string voucher) => WriteAsync(context, (session, call) => EconomicAttachments.Remove(session, call, journal, voucher)));
        foreach (var (method, append) in new[] { ("POST", false), ("PATCH", true) })
        {
            attachment.MapMethods("/file", [method], (HttpContext context, int journal, string voucher) => HandleAsync(context, async () =>
            {
                context.Request.EnableBuffering(bufferThreshold: 16 * 1024 * 1024);
                var call = await EconomicCall.OpenAsync(context, withBody: false);
                var bytes = await LooseBody.BytesAsync(context.Request);
                context.Request.Body.Position = 0;
                var upload = await EconomicAttachments.ReadAsync(context.Request);
                return await AnswerAsync(context, call, bytes, session => call.Of<EconomicAttachments>().Attach(session, call, journal, voucher, upload, append));
            }));
        }
    }

    private static Task<IResult> ReadAsync(HttpContext context, Func<EconomicCall, EconomicReply> handle) => HandleAsync(context, async () =>
        EconomicAnswer.Send(context, handle(await EconomicCall.OpenAsync(context, withBody: false))));

    private static Task<IResult> WriteAsync(HttpContext context, Func<StoreSession, EconomicCall, EconomicReply> handle) => HandleAsync(context, async () =>
    {
        var call = await EconomicCall.OpenAsync(context, withBody: true);
        return await AnswerAsync(context, call, call.Bytes, session => handle(session, call));
    });

    private static async Task<IResult> AnswerAsync(HttpContext context, EconomicCall call, byte[] body, Func<StoreSession, EconomicReply> handle)
    {
        var time = call.Of<TimeProvider>();
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var reply = await call.Of<SandboxStore>().WriteAsync(session => EconomicRemembered.Answer(session, call, hash, time, () => Refusable(time, () => handle(session))));
        return EconomicAnswer.Send(context, reply);
    }

    // Handlers refuse before they write, so a refusal can be remembered like any other answer.
    private static EconomicReply Refusable(TimeProvider time, Func<EconomicReply> handle)
    {
        try
        {
            return handle();
        }
        catch (EconomicRefusal refusal)
        {
            return EconomicReply.Refused(refusal.Status, refusal.Message, refusal.Code, time);
        }
    }

    private static async Task<IResult> HandleAsync(HttpContext context, Func<Task<IResult>> handle)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        try
        {
            return await handle();
        }
        catch (EconomicRefusal refusal)
        {
            return EconomicAnswer.Send(context, EconomicReply.Refused(refusal.Status, refusal.Message, refusal.Code, time));
        }
        catch (JsonException failure)
        {
            return EconomicAnswer.Send(context, EconomicReply.Refused(400, $"The body is not valid JSON: {failure.Message}", "E00400", time));
        }
    }

    private static EconomicRefusal NotFound(string what) => new(404, "E00010", $"{what} not found.");
}

/// <summary>One call with its agreement.</summary>
internal sealed class EconomicCall
{
    private readonly HttpContext _context;

    private EconomicCall(HttpContext context, string agreement, byte[] bytes)
    {
        _context = context;
        Agreement = agreement;
        Bytes = bytes;
        Body = bytes.Length == 0 ? null : JsonNode.Parse(bytes);
    }

    /// <summary>The X of the grant token <c>grant-X</c>.</summary>
    public string Agreement { get; }

    public byte[] Bytes { get; }

    public JsonNode? Body { get; }

    public HttpRequest Request => _context.Request;

    public string Origin => $"{Request.Scheme}://{Request.Host}";

    public string Url => $"{Request.Method} {Request.Path}{Request.QueryString}";

    public string? IdempotencyKey => Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : null;

    /// <summary>Checks the two tokens and reads the body.</summary>
    /// <exception cref="EconomicRefusal">401, or 403 for a write with the demo tokens.</exception>
    public static async Task<EconomicCall> OpenAsync(HttpContext context, bool withBody)
    {
        string app = context.Request.Headers["X-AppSecretToken"].ToString(), grant = context.Request.Headers["X-AgreementGrantToken"].ToString();
        var demo = app == "demo" && grant == "demo";
        if (demo && !HttpMethods.IsGet(context.Request.Method))
        {
            throw new EconomicRefusal(403, "E00403", "The demo agreement can only be read.");
        }

        if (!demo && !(Named(app, "app-") && Named(grant, "grant-")))
        {
            throw new EconomicRefusal(401, "E00401", "X-AppSecretToken or X-AgreementGrantToken is missing or not valid.");
        }

        return new EconomicCall(context, demo ? "demo" : grant["grant-".Length..], withBody ? await LooseBody.BytesAsync(context.Request) : []);
    }

    public T Of<T>()
        where T : notnull => _context.RequestServices.GetRequiredService<T>();

    private static bool Named(string token, string prefix) => token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal);
}
