using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Payments;

public class AllocationPropertyTests : PaymentBooks
{
    private const int Invoiced = 3;
    private const int Paying = 4;
    private const int Foreign = 2; // the invoice in another currency than the payments

    /// <summary>Whatever is matched, taken back, reverted and partly cancelled, in whatever currency and also at the same time: what an
    /// invoice has been paid is what payments gave it, never more than its total, and no payment gives more than it has.</summary>
    [Fact]
    public async Task What_is_paid_is_always_what_was_matched()
    {
        var steps = Gen.Choose(0, (Invoiced * Paying * 5) - 1).ArrayOf(60);
        var round = 0;
        foreach (var walk in steps.Sample(15))
        {
            round++;
            var invoices = new List<InvoiceRecord>();
            for (var i = 0; i < Invoiced; i++)
            {
                invoices.Add(await InvoicedAsync($"N-{round}-{i}", (round * 100) + i, 100m + (i * 33.33m), i == Foreign ? "EUR" : "RON"));
            }

            var payments = new List<string>();
            for (var p = 0; p < Paying; p++)
            {
                payments.Add((await RecordAsync($"T-{round}-{p}", 47.11m * (p + 1), "multumim")).PaymentId);
            }

            await Parallel.ForEachAsync(
                walk, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (step, _) => await StepAsync(step, invoices, payments));
            await CheckAsync(invoices, payments);
        }
    }

    private async Task StepAsync(int step, List<InvoiceRecord> invoices, List<string> payments)
    {
        var invoice = invoices[step % Invoiced];
        var payment = (await Payments.GetAsync("demo", payments[step / Invoiced % Paying], default))!;
        switch (step / (Invoiced * Paying))
        {
            case 0:
                await Reconciler.MatchByHandAsync(payment, invoice, "Ana", step % 2 == 0 ? 30.07m : null, RateFor(invoice), default);
                break;
            case 1:
                await Reconciler.MatchByHandAsync(payment, invoice, "Ana", null, RateFor(invoice), default);
                break;
            case 2 when (await NowAsync(invoice)).AmountDue > 20m:
                await CancelPartAsync(invoice, 5.55m);
                break;
            case 4 when payment.PaymentId == payments[0]:
                await Reversal.ReverseAsync("demo", payment.PaymentId, default);
                break;
            default:
                await Reconciler.UnmatchAsync(payment, invoice.InvoiceId, "walk", default);
                break;
        }
    }

    private static DayRate? RateFor(InvoiceRecord invoice) =>
        invoice.Currency == "RON" ? null : new DayRate(5.0931m, new DateOnly(2026, 11, 20), "BNR");

    private async Task CheckAsync(List<InvoiceRecord> invoices, List<string> payments)
    {
        var settled = new List<Payment>();
        foreach (var id in payments)
        {
            settled.Add((await Payments.GetAsync("demo", id, default))!);
        }

        settled.Where(p => p.Status == "REVERTED").ShouldAllBe(p => p.Matches.Count == 0 && p.Unallocated == 0m);
        settled.ShouldAllBe(p => p.Matches.Sum(m => m.Amount) <= p.Amount && p.Matches.All(m => m.Amount > 0));
        foreach (var invoice in invoices)
        {
            var now = await NowAsync(invoice);
            now.PaidAmount.ShouldBeLessThanOrEqualTo(now.GrandTotal);
            now.PaidAmount.ShouldBe(settled.SelectMany(p => p.Matches).Where(m => m.InvoiceId == invoice.InvoiceId).Sum(m => m.InvoiceAmount));
            now.Allocations.Select(a => a.PaymentId).ShouldBeUnique();
        }
    }
}
