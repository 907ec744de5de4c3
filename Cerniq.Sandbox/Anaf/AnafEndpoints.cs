using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Faults;

namespace Cerniq.Sandbox.Anaf;

/// <summary>ANAF's hosts under /anaf: the e-Factura API, the OAuth login and the VAT registry.</summary>
internal static class AnafEndpoints
{
    public static void AddAnaf(this IServiceCollection services)
    {
        services.AddSingleton<MinistrySeal>();
        services.AddSingleton<AnafTokens>();
        services.AddSingleton<AnafLogin>();
        services.AddSingleton<AnafRights>();
        services.AddSingleton<AnafQuotas>();
        services.AddSingleton<AnafUploads>();
        services.AddSingleton<AnafIntake>();
        services.AddSingleton<AnafLists>();
        services.AddSingleton<AnafPublicServices>();
        services.AddSingleton<VatRegistry>();
        services.AddSingleton<IDueWork, AnafSettling>();
        services.AddSingleton<IDueWork, AnafListing>();
    }

    public static void MapAnaf(this IEndpointRouteBuilder routes)
    {
        MapLogin(routes);
        MapPublic(routes);
        foreach (var environment in new[] { "prod", "test" })
        {
            MapRest(routes.MapGroup($"/anaf/{environment}/FCTEL/rest").AddEndpointFilter(RequireTokenAsync), environment);
        }

        routes.MapFallback("/anaf/{**path}", static (TimeProvider time) => AnafAnswer.Json(AnafAnswer.CustomErrorBody(403, "Forbidden", "Forbidden", time), 403));
    }

    private static void MapLogin(IEndpointRouteBuilder routes)
    {
        var login = routes.MapGroup("/anaf/anaf-oauth2/v1");
        login.MapGet("/authorize", static (HttpContext context, AnafLogin login) => login.AuthorizeAsync(context));
        login.MapPost("/token", static (HttpRequest request, AnafLogin login) => login.TokenAsync(request));
        login.MapPost("/revoke", static () => Results.Redirect("/my.policy"));
        routes.MapGet("/anaf/TestOauth/jaxrs/hello", static (string? name) => Results.Text($"Hello, {name}")).AddEndpointFilter(RequireTokenAsync);
    }

    private static void MapPublic(IEndpointRouteBuilder routes)
    {
        var rest = routes.MapGroup("/anaf/prod/FCTEL/rest");
        rest.MapPost("/validare/{standard}", static (HttpRequest request, string standard, AnafPublicServices services) => services.ValidateAsync(request, standard));
        rest.MapPost("/validare/", static (HttpRequest request, AnafPublicServices services) => services.NoStandard(request));
        rest.MapPost("/transformare/{standard}", static (HttpRequest request, string standard, AnafPublicServices services) =>
            services.TransformAsync(request, standard, validate: true));
        rest.MapPost("/transformare/{standard}/DA", static (HttpRequest request, string standard, AnafPublicServices services) =>
            services.TransformAsync(request, standard, validate: false));
        rest.MapPost("/transformare/", static (HttpRequest request, AnafPublicServices services) => services.NoStandard(request));
        routes.MapPost("/anaf/test/FCTEL/rest/validare/{standard}", static () => Results.NotFound());
        routes.MapPost("/anaf/test/FCTEL/rest/transformare/{**rest}", static () => Results.NotFound());
        routes.MapPost("/anaf/api/validate/signature", static (HttpRequest request, AnafPublicServices services) => services.ValidateSignatureAsync(request));
        routes.MapPost("/anaf/api/PlatitorTvaRest/v9/tva", static (HttpContext context, VatRegistry registry) => registry.AskAsync(context));
    }

    private static void MapRest(RouteGroupBuilder rest, string environment)
    {
        rest.MapPost("/upload", (HttpContext context, AnafIntake intake) => intake.UploadAsync(context, environment, b2c: false));
        rest.MapPost("/uploadb2c", (HttpContext context, AnafIntake intake) => intake.UploadAsync(context, environment, b2c: true));
        rest.MapGet("/stareMesaj", (HttpRequest request, AnafIntake intake) => intake.StateAsync(environment, request.Query["id_incarcare"]));
        rest.MapGet("/descarcare", (HttpRequest request, AnafIntake intake) => intake.DownloadAsync(environment, request.Query["id"]));
        rest.MapGet("/listaMesajeFactura", (HttpRequest request, AnafLists lists) =>
            lists.PlainAsync(environment, request.Query["zile"], request.Query["cif"], request.Query["filtru"]));
        rest.MapGet("/listaMesajePaginatieFactura", (HttpRequest request, AnafLists lists) => lists.PagedAsync(environment, request.Query));
    }

    private static async ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? context.RequestServices.GetRequiredService<AnafTokens>().Read(header["Bearer ".Length..].Trim())
            : null;
        if (token is not { Use: "access" })
        {
            return AnafAnswer.Json(new JsonObject { ["error"] = "invalid_token" }, 401);
        }

        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        return limits.Enforced.Anaf && limits.IsOver($"anaf/{token.Client}", 1000, TimeSpan.FromMinutes(1))
            ? AnafAnswer.Json(new JsonObject { ["error"] = "too_many_requests" }, 429)
            : await next(invocation);
    }
}
