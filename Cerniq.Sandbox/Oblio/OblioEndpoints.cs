using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Oblio's API under /oblio/api and the documents' links under /oblio/utils.</summary>
internal static class OblioEndpoints
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase) { ["invoice"] = "Factura", ["proforma"] = "Proforma", ["notice"] = "Aviz" };

    public static void AddOblio(this IServiceCollection services)
    {
        services.AddSingleton<OblioTokens>();
        services.AddSingleton<OblioIssuing>();
        services.AddSingleton<OblioDocuments>();
        services.AddSingleton<OblioNomenclature>();
        services.AddSingleton<OblioEinvoices>();
    }

    public static void MapOblio(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/oblio/api");
        api.MapPost("/authorize/token", static async (HttpRequest request, OblioTokens tokens) => await tokens.IssueAsync(await LooseBody.ReadAsync(request)));
        MapNomenclature(api);
        api.Post("/docs/einvoice", static context => CallAsync(context, static call => call.Service<OblioEinvoices>().SendAsync(call)));
        api.Get("/docs/einvoice", static context => CallAsync(context, static call => Task.FromResult(call.Service<OblioEinvoices>().Archive(call))));
        MapDocuments(api);
        routes.MapGet("/oblio/utils/show_file/", ShowFile);
    }

    private static void MapNomenclature(RouteGroupBuilder api)
    {
        Map("companies", static call => call.Service<OblioNomenclature>().CompaniesOf(call.Account));
        Map("vat_rates", static call => Checked(call, OblioNomenclature.Rates));
        Map("series", static call => call.Service<OblioNomenclature>().SeriesOf(call.Cif, call.Fields.Text("type")));
        Map("clients", static call => call.Service<OblioNomenclature>().ClientsOf(call.Cif, call.Fields));
        Map("products", static call => call.Service<OblioNomenclature>().ProductsOf(call.Cif, call.Fields));
        Map("languages", static call => Checked(call, OblioNomenclature.Languages));
        Map("management", static call => Checked(call, static () => []));

        void Map(string name, Func<OblioCall, JsonArray> read) =>
            api.Get($"/nomenclature/{name}", context => CallAsync(context, call => Task.FromResult(OblioAnswer.Ok(read(call)))));

        static JsonArray Checked(OblioCall call, Func<JsonArray> read) => call.Cif.Length > 0 ? read() : [];
    }

    private static void MapDocuments(RouteGroupBuilder api)
    {
        api.MapPost("/docs/{type}", static (HttpContext context, string type) => CallAsync(context, creates: true, handle: async call =>
        {
            var document = await call.Service<OblioIssuing>().IssueAsync(call.Account, TypeOf(type), call.Cif, call.Fields);
            return OblioAnswer.Ok(OblioAnswer.Created(document, call.Origin));
        }));
        api.MapGet("/docs/{type}/list", static (HttpContext context, string type) => CallAsync(context, call => Task.FromResult(List(call, TypeOf(type)))));
        api.MapGet("/docs/{type}", static (HttpContext context, string type) => CallAsync(context, call =>
            Task.FromResult(OblioAnswer.Ok(OblioAnswer.One(call.Service<OblioDocuments>().Find(TypeOf(type), call.Cif, call.Fields), call.Origin)))));
        api.Put("/docs/invoice/collect", static context => CallAsync(context, static async call =>
        {
            var document = await call.Service<OblioDocuments>().CollectAsync(call.Cif, call.Fields);
            var data = Named(document, call.Origin);
            data["collects"] = OblioAnswer.Collects(document);
            return OblioAnswer.Ok(data, "");
        }));
        api.MapPut("/docs/{type}/cancel", static (HttpContext context, string type) => CancelAsync(context, type, canceled: true));
        api.MapPut("/docs/{type}/restore", static (HttpContext context, string type) => CancelAsync(context, type, canceled: false));
        api.MapDelete("/docs/{type}", static (HttpContext context, string type) => CallAsync(context, async call =>
        {
            var data = Named(await call.Service<OblioDocuments>().DeleteAsync(TypeOf(type), call.Cif, call.Fields), call.Origin);
            data.Remove("link");
            return OblioAnswer.Ok(data, "Documentul a fost sters.");
        }));
    }

    private static Task<IResult> CancelAsync(HttpContext context, string type, bool canceled) => CallAsync(context, async call =>
    {
        var document = await call.Service<OblioDocuments>().SetCanceledAsync(TypeOf(type), call.Cif, call.Fields, canceled);
        return OblioAnswer.Ok(Named(document, call.Origin), canceled ? "Documentul a fost anulat." : "Documentul a fost restaurat.");
    });

    private static IResult List(OblioCall call, string type)
    {
        var einvoices = call.Service<OblioEinvoices>();
        var found = call.Service<OblioDocuments>().List(type, call.Cif, call.Fields);
        return OblioAnswer.Ok(new JsonArray([.. found.Select(document => OblioAnswer.Listed(
            document,
            call.Origin,
            call.Fields.Flag("withProducts"),
            call.Fields.Flag("withCollects"),
            call.Fields.Flag("withEinvoiceStatus") ? einvoices.Status(document) : null,
            einvoices.DownloadId(document)))]));
    }

    private static JsonObject Named(OblioDocument document, string origin) => new()
    {
        ["documentType"] = document.Type,
        ["seriesName"] = document.SeriesName,
        ["number"] = document.Number,
        ["link"] = OblioAnswer.Link(document, origin),
    };

    private static string TypeOf(string type) => Types.GetValueOrDefault(type) ?? throw new OblioRefusal($"Tipul documentului {type} nu exista", 404);

    // The link is a capability: whoever has it may read.
    private static IResult ShowFile(string? id, string? it, string? einvoice, OblioDocuments documents, OblioEinvoices einvoices, CompanyDirectory companies)
    {
        if (documents.FindByLink(id ?? "", it ?? "") is not { } document || companies.Find(document.Cif) is not { } issuer)
        {
            return Results.Text("<html><body>Documentul nu exista</body></html>", "text/html; charset=utf-8");
        }

        return einvoice == "1"
            ? einvoices.Show(document)
            : Results.Bytes(OblioPdf.Write(document, issuer), "application/pdf", $"{document.Type}_{document.SeriesName}_{document.Number}.pdf");
    }

    private static Task<IResult> CallAsync(HttpContext context, Func<OblioCall, Task<IResult>> handle) => CallAsync(context, creates: false, handle);

    private static async Task<IResult> CallAsync(HttpContext context, bool creates, Func<OblioCall, Task<IResult>> handle)
    {
        try
        {
            var account = context.RequestServices.GetRequiredService<OblioTokens>().Authorize(context.Request);
            var limits = context.RequestServices.GetRequiredService<RateLimits>();
            if (limits.Enforced.Oblio && limits.IsOver($"oblio/{creates}/{account}", 30, TimeSpan.FromSeconds(creates ? 100 : 10)))
            {
                throw new OblioRefusal("Ati depasit numarul maxim de apeluri permise. Reincercati mai tarziu", 429);
            }

            var call = new OblioCall(context, account, await LooseBody.ReadAsync(context.Request, withQuery: true));
            return FaultMiddleware.IsRejected(context) ? throw new OblioRefusal("Documentul nu a putut fi salvat. Verificati datele trimise") : await handle(call);
        }
        catch (OblioRefusal refusal)
        {
            return OblioAnswer.Refused(refusal.Status, refusal.Message);
        }
        catch (OverflowException)
        {
            return OblioAnswer.Refused(400, "O valoare trimisa este prea mare");
        }
        catch (JsonException)
        {
            return OblioAnswer.Refused(400, "Datele trimise nu sunt in format JSON valid");
        }
    }
}

/// <summary>One authorised call with its fields.</summary>
internal sealed class OblioCall(HttpContext context, string account, JsonObject fields)
{
    public string Account { get; } = account;

    public JsonObject Fields { get; } = fields;

    /// <summary>Scheme, host and port that the caller used.</summary>
    public string Origin => $"{context.Request.Scheme}://{context.Request.Host}";

    /// <summary>The issuing company, digits only.</summary>
    /// <exception cref="OblioRefusal">It is missing or not a fiscal code.</exception>
    public string Cif
    {
        get
        {
            var sent = Fields.Text("cif") ?? throw new OblioRefusal("CIF-ul firmei este obligatoriu");
            return FiscalCode.IsValid(sent) ? FiscalCode.Digits(sent)! : throw new OblioRefusal($"Nu aveti acces la firma cu CIF {sent}");
        }
    }

    public T Service<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
