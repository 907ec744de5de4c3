using Cerniq.Functions.EFactura;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The readable receipt is archived though nobody asks for it.</summary>
public sealed class EFacturaReceiptSweepTests(FilingApp app) : IClassFixture<FilingApp>
{
    private static int _number = 70;

    private EFacturaStore Store => app.Service<EFacturaStore>();

    [Fact]
    public async Task A_receipt_that_nobody_asked_for_is_archived_when_its_time_has_come()
    {
        var key = await AcceptedAsync();
        (await Store.RequireAsync(key, default)).ReceiptDueAt.ShouldNotBeNull();

        await DueAsync(key);
        await app.Create<EFacturaReceiptSweep>().SweepAsync(key.Tenant, default);

        var entry = await Store.RequireAsync(key, default);
        entry.Receipt.ShouldNotBeNull().Path.ShouldEndWith("/receipt.pdf");
        entry.ReceiptDueAt.ShouldBeNull();
        (await app.Create<EFacturaReceiptSweep>().SweepAsync(key.Tenant, default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_document_that_ANAFs_service_turns_away_is_tried_later_and_not_for_ever()
    {
        var key = await AcceptedAsync();
        await app.SandboxAsync("faults", new { service = "anaf", route = "transformare", kind = "status", status = 400, rate = 1.0 });
        try
        {
            for (var time = 1; time <= EFacturaReceiptSweep.MostTries; time++)
            {
                await DueAsync(key);
                await app.Create<EFacturaReceiptSweep>().SweepAsync(key.Tenant, default);
                var entry = await Store.RequireAsync(key, default);
                (entry.Receipt, entry.Status).ShouldBe((null, EFacturaStatus.Accepted));
                entry.ReceiptTries.ShouldBe(time);
                (entry.ReceiptDueAt is null).ShouldBe(time == EFacturaReceiptSweep.MostTries);
            }
        }
        finally
        {
            await app.NoFaultsAsync();
        }

        var asked = await app.GetAsync($"/api/efactura/download/{key.QueueId}");
        asked.ContentType.ShouldBe("application/pdf", asked.Text);
    }

    private async Task<EFacturaKey> AcceptedAsync()
    {
        var number = Interlocked.Increment(ref _number);
        var queueId = await app.SubmitAsync($"{number}", EFacturaRouteTests.Invoice());
        await app.WaitAsync(queueId, "accepted");
        return new EFacturaKey("demo", queueId);
    }

    /// <summary>Lets the wait be over.</summary>
    private Task<EFacturaEntry> DueAsync(EFacturaKey key) => Store.UpdateAsync(
        key, found => found with { ReceiptDueAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1) }, default);
}
