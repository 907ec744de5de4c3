using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cerniq.Cli.Demo;

/// <summary>Plays a deal from CLOSING to PAID and shows each state as it is reached.</summary>
internal sealed class DemoPlay(DemoClient client, IAnsiConsole console)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _watch = new();
    private bool _accepted;
    private bool _paid;

    /// <returns>True when the deal reached PAID.</returns>
    public async Task<bool> RunAsync(JsonNode deal, CancellationToken cancellationToken)
    {
        _watch.Start();
        var id = await client.PostDealAsync(deal, cancellationToken);
        console.MarkupLineInterpolated($"[bold]Deal {id}[/]: {deal["client"]?["companyName"]?.ToString()}");
        JsonElement view = default;
        await console.Status().Spinner(Spinner.Known.Dots).StartAsync(
            "CLOSING",
            async status => view = await FollowAsync(id, status, cancellationToken));
        var reached = view.GetProperty("state").GetString() == "PAID";
        if (reached)
        {
            await DemoSummary.ShowAsync(console, client, view, cancellationToken);
        }

        return reached;
    }

    private async Task<JsonElement> FollowAsync(string id, StatusContext status, CancellationToken cancellationToken)
    {
        var shown = 0;
        while (true)
        {
            var view = await client.GetDealAsync(id, cancellationToken);
            var history = view.GetProperty("history");
            for (; shown < history.GetArrayLength(); shown++)
            {
                Show(history[shown], view);
            }

            var state = view.GetProperty("state").GetString()!;
            status.Status(DemoWords.Doing(state));
            if (state is "PAID" or "DEAD" or "NEEDS_CLIENT_FIX" or "EINVOICE_REJECTED" || _watch.Elapsed > Patience)
            {
                return view;
            }

            await PlayCustomerAsync(id, state, view, cancellationToken);
            await Task.Delay(Glance, cancellationToken);
        }
    }

    private void Show(JsonElement line, JsonElement view)
    {
        var state = line.GetProperty("to").GetString()!;
        console.MarkupLineInterpolated(
            $"  [grey]{_watch.Elapsed.TotalSeconds,6:0.00} s[/]  [green]{state,-18}[/] {DemoWords.Reached(state, view)}");
    }

    private async Task PlayCustomerAsync(string id, string state, JsonElement view, CancellationToken cancellationToken)
    {
        if (state == "PROFORMA_SENT" && !_accepted)
        {
            _accepted = true;
            console.MarkupLine("  [grey]   the client accepts the proforma[/]");
            await client.AcceptAsync(id, cancellationToken);
        }

        if (state == "EINVOICE_ACCEPTED" && !_paid)
        {
            _paid = true;
            var invoice = view.GetProperty("invoice");
            var number = invoice.GetProperty("oblioInvoiceId").GetString()!;
            console.MarkupLineInterpolated($"  [grey]   the client pays {number} by bank transfer[/]");
            await client.PayAsync(
                invoice.GetProperty("grandTotal").GetDecimal(),
                invoice.GetProperty("currency").GetString()!,
                $"Factura {number}",
                view.GetProperty("client").GetProperty("companyName").GetString()!,
                cancellationToken);
        }
    }
}
