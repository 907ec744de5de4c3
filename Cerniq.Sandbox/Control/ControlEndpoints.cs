using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Economic;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Oblio;
using Cerniq.Sandbox.Revolut;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Control;

/// <summary>The control API under /sandbox: no authentication, loopback only.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/sandbox").AddEndpointFilter(ReadableAsync);
        control.MapGet("", static () => Results.Text(AboutPage.Html, "text/html; charset=utf-8"));
        control.MapGet("/health", static (SandboxClock clock) => Results.Json(new { status = "ok", clock.Speed }));
        control.MapGet("/ledger", static (Ledger ledger) => ControlAnswer.Json(ledger.Read()));
        control.MapGet("/calls", static (CallCounts calls) => Results.Json(calls.Read()));
        control.MapPost("/reset", ResetAsync);
        MapFaults(control);
        MapClock(control);
        CompanyControl.Map(control);
        MapServices(control);
    }

    private static void MapFaults(RouteGroupBuilder control)
    {
        control.MapGet("/faults", static (FaultRegistry faults) => Results.Json(new { faults = faults.All }));
        control.MapDelete("/faults", static async (FaultRegistry faults) =>
        {
            await faults.ClearAsync();
            return Results.NoContent();
        });
        control.MapDelete("/faults/{id}", static async (string id, FaultRegistry faults) => await faults.RemoveAsync(id) ? Results.NoContent() : Results.NotFound());
        control.MapPost("/faults", static async (HttpRequest request, FaultRegistry faults) =>
        {
            var fault = JsonSerializer.Deserialize<Fault>(await LooseBody.RawAsync(request), StoredJson.Options) ?? new Fault();
            return fault.Refusal() is { } why ? ControlAnswer.Refused(why) : Results.Json(await faults.AddAsync(fault), statusCode: 201);
        });
    }

    private static void MapClock(RouteGroupBuilder control)
    {
        control.MapGet("/clock", static (SandboxClock clock) => Results.Json(new { clock.Speed, at = DateTimeOffset.FromUnixTimeMilliseconds(clock.Milliseconds) }));
        control.MapPost("/clock", static async (HttpRequest request, SandboxClock clock) =>
        {
            if ((await LooseBody.ReadAsync(request)).Number("speed") is not { } speed || speed is < 0 or > 100_000)
            {
                return ControlAnswer.Refused("speed must be from 0 (stands still) to 100000; 1 is normal");
            }

            await clock.SetSpeedAsync((double)speed);
            return Results.Json(new { clock.Speed });
        });
        control.MapGet("/limits", static (RateLimits limits) => Results.Json(new { limits.Enforced, limits.Refused }));
        control.MapPost("/limits", static async (HttpRequest request, RateLimits limits) =>
        {
            var fields = await LooseBody.ReadAsync(request);
            var now = limits.Enforced;
            var limitSpeed = (double)(fields.Number("speed") ?? (decimal)now.Speed);
            if (limitSpeed is not (>= 1 and <= 10_000))
            {
                return ControlAnswer.Refused("speed must be from 1 (windows as published) to 10000");
            }

            await limits.EnforceAsync(new EnforcedLimits
            {
                Oblio = fields.Flag("oblio", now.Oblio),
                Anaf = fields.Flag("anaf", now.Anaf),
                Registry = fields.Flag("registry", now.Registry),
                Revolut = fields.Flag("revolut", now.Revolut),
                Speed = limitSpeed,
            });
            return Results.Json(limits.Enforced);
        });
    }

    private static void MapServices(RouteGroupBuilder control)
    {
        control.MapGet("/anaf/certificate", static (MinistrySeal seal) => Results.Text(seal.Certificate.ExportCertificatePem() + "\n", "application/x-pem-file"));
        control.MapPost("/anaf/rights", static async (HttpRequest request, AnafRights rights) =>
        {
            var fields = await LooseBody.ReadAsync(request);
            if (FiscalCode.Digits(fields.Text("cif")) is not { } cif)
            {
                return ControlAnswer.Refused("cif must be digits");
            }

            await rights.SetAsync(cif, fields.Flag("allowed"));
            return Results.Json(new { cif, allowed = rights.Has(cif) });
        });
        control.MapPost("/oblio/series", static async (HttpRequest request, SandboxStore store) =>
        {
            var fields = await LooseBody.ReadAsync(request);
            if (!FiscalCode.IsValid(fields.Text("cif")) || fields.Text("name") is not { } name || fields.Text("type") is not ("Factura" or "Proforma" or "Aviz" or "Chitanta"))
            {
                return ControlAnswer.Refused("cif, name and type (Factura, Proforma, Aviz or Chitanta) are needed");
            }

            var series = new OblioSeries(FiscalCode.Digits(fields.Text("cif"))!, fields.Text("type")!, name, (long)(fields.Number("start") ?? 1), Default: false);
            return Results.Json(await store.WriteAsync(session => session.Put(OblioSeries.Kept, series)));
        });
        control.MapPost("/revolut/pay", PayAsync);
        control.MapPost("/revolut/state", MoveTransactionAsync);
        control.MapPost("/revolut/certificate", static async (HttpRequest request, RevolutTokens tokens) =>
        {
            var fields = await LooseBody.ReadAsync(request);
            if (fields.Text("business") is not { } business || fields.Text("pem") is not { } pem)
            {
                return ControlAnswer.Refused("business and pem are needed");
            }

            try
            {
                await tokens.RegisterAsync(business, pem);
                return Results.NoContent();
            }
            catch (Exception failure) when (failure is ArgumentException or CryptographicException)
            {
                return ControlAnswer.Refused($"pem holds no RSA key or certificate: {failure.Message}");
            }
        });
        control.MapPost("/economic/book", static (HttpRequest request, EconomicJournals journals) => MoveAsync(request, journals, "draft", "booked"));
        control.MapPost("/economic/pay", static (HttpRequest request, EconomicJournals journals) => MoveAsync(request, journals, "booked", "paid"));
    }

    private static async Task<IResult> PayAsync(HttpRequest request, RevolutPayments payments)
    {
        var fields = await LooseBody.ReadAsync(request);
        if (fields.Number("amount") is not { } amount || amount <= 0)
        {
            return ControlAnswer.Refused("amount must be positive");
        }

        var payer = fields.Text("counterparty") ?? fields.Object("counterparty")?.Text("name");
        var paid = await payments.ReceiveAsync(new IncomingPayment(
            fields.Text("tenant") ?? "demo",
            amount,
            fields.Text("currency")?.ToUpperInvariant() ?? "RON",
            fields.Text("reference"),
            payer,
            fields.Flag("duplicate"),
            fields.Flag("reorder"),
            fields.Flag("lose")));
        return ControlAnswer.Json(paid.Wire());
    }

    private static async Task<IResult> MoveTransactionAsync(HttpRequest request, RevolutPayments payments)
    {
        var fields = await LooseBody.ReadAsync(request);
        if (fields.Text("id") is not { } id || fields.Text("state") is not ("pending" or "completed" or "declined" or "failed" or "reverted"))
        {
            return ControlAnswer.Refused("id and state (pending, completed, declined, failed or reverted) are needed");
        }

        try
        {
            return ControlAnswer.Json((await payments.ForceAsync(fields.Text("tenant") ?? "demo", id, fields.Text("state")!)).Wire());
        }
        catch (RevolutRefusal)
        {
            return Results.NotFound();
        }
    }

    private static async Task<IResult> MoveAsync(HttpRequest request, EconomicJournals journals, string from, string to)
    {
        var fields = await LooseBody.ReadAsync(request);
        if (fields.Number("voucherNumber") is not { } number)
        {
            return ControlAnswer.Refused("voucherNumber is needed");
        }

        var moved = await journals.MoveAsync(from, to, (long)number, fields.Text("year"), fields.Text("agreement"));
        return moved.Count == 0
            ? Results.NotFound()
            : Results.Json(new { moved = moved.Select(static voucher => new { voucher.Agreement, voucher.Journal, voucher.Year, voucherNumber = voucher.Number, voucher.State }) });
    }

    private static async Task<IResult> ResetAsync(SandboxStore store, FaultRegistry faults, RateLimits limits, SandboxClock clock)
    {
        await store.WriteAsync(static session => session.Clear("keep/"));
        faults.Reset();
        limits.Reset();
        clock.Reset();
        return Results.NoContent();
    }

    private static async ValueTask<object?> ReadableAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (JsonException failure)
        {
            return ControlAnswer.Refused($"The body is not valid JSON: {failure.Message}");
        }
    }
}
