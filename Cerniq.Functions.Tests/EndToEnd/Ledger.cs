using System.Text.Json;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>What really took effect at the four services.</summary>
internal sealed class Ledger(JsonElement ledger)
{
    public int Proformas => List("oblio", "proformas").Count;

    public int Invoices => List("oblio", "invoices").Count;

    public int Uploads => List("anaf", "uploads").Count;

    public int Vouchers => List("economic", "vouchers").Count;

    public int Attachments => List("economic", "attachments").Count;

    /// <summary>All that must happen once for each deal, counted together.</summary>
    public int Effects => Proformas + Invoices + Uploads + Vouchers;

    /// <summary>One of each for every deal, and nothing more.</summary>
    public void ShouldHoldOneOfEachFor(int deals)
    {
        var counts = (Proformas, Invoices, Uploads, Vouchers);
        counts.ShouldBe((deals, deals, deals, deals), $"proformas, invoices, uploads, vouchers; uploads: {Brief()}");
        Numbers().ShouldBe(Enumerable.Range(1, deals), "the invoice series has a hole");
    }

    private string Brief() => string.Join(
        "; ",
        List("anaf", "uploads").Select(u => $"{u.GetProperty("index")} {u.GetProperty("invoiceNumber")} {u.GetProperty("state")} {u.GetProperty("uploadedAt")}"));

    private IEnumerable<int> Numbers() => List("oblio", "invoices").Select(i => int.Parse(i.GetProperty("number").ToString())).Order();

    private List<JsonElement> List(string service, string kind) =>
        ledger.GetProperty(service).TryGetProperty(kind, out var list) ? [.. list.EnumerateArray()] : [];
}
