using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Revolut;

/// <summary>Revolut Business under /revolut.</summary>
internal static class RevolutEndpoints
{
    public static void AddRevolut(this IServiceCollection services)
    {
        services.AddSingleton<RevolutTokens>();
        services.AddSingleton<RevolutBooks>();
        services.AddSingleton<RevolutPayments>();
        services.AddSingleton<RevolutReading>();
        services.AddSingleton<RevolutWebhooks>();
        services.AddSingleton<IDueWork, RevolutCompletion>();
        services.AddHostedService<WebhookDispatcher>();
    }

    public static void MapRevolut(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/revolut/app-confirm", static (HttpRequest request, RevolutTokens tokens) =>
            tokens.ConsentAsync(request.Query["client_id"], request.Query["redirect_uri"], request.Query["state"]));
        var api = routes.MapGroup("/revolut/api/1.0");
        api.MapPost("/auth/token", static (HttpRequest request, RevolutTokens tokens) => tokens.IssueAsync(request));
        MapMoney(api);
        MapCounterparties(api);
        MapWebhooks(routes.MapGroup("/revolut/api/2.0/webhooks"));
        MapHelpers(routes.MapGroup("/revolut/sandbox"));
        MapHelpers(routes.MapGroup("/revolut/api/1.0/sandbox"));
    }

    private static void MapMoney(RouteGroupBuilder api)
    {
        api.Get("/accounts", static context => CallAsync(context, async call => await call.Of<RevolutReading>().AccountsAsync(call.Business)));
        api.MapGet("/accounts/{id}", static (HttpContext context, string id) => CallAsync(context, async call => await call.Of<RevolutReading>().AccountAsync(call.Business, id)));
        api.MapGet("/transaction/{id}", static (HttpContext context, string id) => CallAsync(context, call =>
            Done(call.Of<RevolutReading>().Transaction(call.Business, id, context.Request.Query["id_type"] == "request_id"))));
        api.Get("/transactions", static context => CallAsync(context, call => Done(call.Of<RevolutReading>().Transactions(call.Business, context.Request.Query))));
        api.Post("/pay", static context => CallAsync(context, async call =>
            (await call.Of<RevolutPayments>().PayAsync(call.Business, call.Fields, FaultMiddleware.IsRejected(context))).Receipt()));
        api.Post("/transfer", static context => CallAsync(context, async call =>
            FaultMiddleware.IsRejected(context)
                ? throw new RevolutRefusal(400, 2101, "Something went wrong")
                : (await call.Of<RevolutPayments>().TransferAsync(call.Business, call.Fields)).Receipt()));
    }

    private static void MapCounterparties(RouteGroupBuilder api)
    {
        api.Get("/counterparties", static context => CallAsync(context, call => Done(call.Of<RevolutReading>().Counterparties(call.Business, context.Request.Query))));
        api.Post("/counterparty", static context => CallAsync(context, async call => await call.Of<RevolutReading>().AddCounterpartyAsync(call.Business, call.Fields)));
        api.MapGet("/counterparty/{id}", static (HttpContext context, string id) => CallAsync(context, call => Done(call.Of<RevolutReading>().Counterparty(call.Business, id))));
        api.MapDelete("/counterparty/{id}", static (HttpContext context, string id) => CallAsync(context, async call =>
        {
            await call.Of<RevolutReading>().DeleteCounterpartyAsync(call.Business, id);
            return null;
        }));
    }

    private static void MapWebhooks(RouteGroupBuilder webhooks)
    {
        webhooks.Post("", static context => CallAsync(context, async call => await call.Of<RevolutWebhooks>().CreateAsync(call.Business, call.Fields), 201));
        webhooks.Get("", static context => CallAsync(context, call => Done(call.Of<RevolutWebhooks>().List(call.Business))));
        webhooks.MapGet("/{id}", static (HttpContext context, string id) => CallAsync(context, call => Done(call.Of<RevolutWebhooks>().Get(call.Business, id))));
        webhooks.MapPatch("/{id}", static (HttpContext context, string id) => CallAsync(context, async call => await call.Of<RevolutWebhooks>().UpdateAsync(call.Business, id, call.Fields)));
        webhooks.MapDelete("/{id}", static (HttpContext context, string id) => CallAsync(context, async call =>
        {
            await call.Of<RevolutWebhooks>().DeleteAsync(call.Business, id);
            return null;
        }));
        webhooks.MapPost("/{id}/rotate-signing-secret", static (HttpContext context, string id) => CallAsync(context, async call =>
            await call.Of<RevolutWebhooks>().RotateAsync(call.Business, id, call.Fields)));
        webhooks.MapGet("/{id}/failed-events", static (HttpContext context, string id) => CallAsync(context, call => Done(call.Of<RevolutWebhooks>().Failed(
            call.Business,
            id,
            int.TryParse(context.Request.Query["limit"], out var limit) ? limit : 100,
            context.Request.Query["created_before"] is [{ Length: > 0 } before] ? before : null))));
    }

    private static void MapHelpers(RouteGroupBuilder helpers)
    {
        helpers.Post("/topup", static context => CallAsync(context, async call => (await call.Of<RevolutPayments>().TopUpAsync(call.Business, call.Fields)).Receipt()));
        foreach (var (action, state) in new[] { ("complete", "completed"), ("revert", "reverted"), ("decline", "declined"), ("fail", "failed") })
        {
            helpers.MapPost($"/transactions/{{id}}/{action}", (HttpContext context, string id) => CallAsync(context, async call =>
            {
                var changed = await call.Of<RevolutPayments>().ForceAsync(call.Business, id, state);
                return new JsonObject { ["id"] = changed.Id, ["state"] = changed.State };
            }));
        }
    }

    private static Task<JsonNode?> Done(JsonNode node) => Task.FromResult<JsonNode?>(node);

    // A null answer is 204.
    private static async Task<IResult> CallAsync(HttpContext context, Func<RevolutCall, Task<JsonNode?>> handle, int status = 200)
    {
        try
        {
            var business = context.RequestServices.GetRequiredService<RevolutTokens>().Authorize(context.Request);
            var limits = context.RequestServices.GetRequiredService<RateLimits>();
            if (limits.Enforced.Revolut && limits.IsOver($"revolut/{business}", 60, TimeSpan.FromMinutes(1)))
            {
                throw new RevolutRefusal(429, 3162, "Request rate limit has been reached. Try again later.");
            }

            var answer = await handle(new RevolutCall(context, business, await LooseBody.ReadAsync(context.Request)));
            return answer is null ? Results.NoContent() : RevolutAnswer.Json(answer, status);
        }
        catch (RevolutRefusal refusal)
        {
            return RevolutAnswer.Refused(refusal);
        }
        catch (JsonException)
        {
            return RevolutAnswer.Refused(new RevolutRefusal(400, 2101, "The request body is not valid JSON"));
        }
    }
}

/// <summary>One authorised call.</summary>
internal sealed class RevolutCall(HttpContext context, string business, JsonObject fields)
{
    public string Business { get; } = business;

    public JsonObject Fields { get; } = fields;

    public T Of<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
