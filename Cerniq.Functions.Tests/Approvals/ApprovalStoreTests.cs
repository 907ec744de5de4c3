using Cerniq.Functions.Approvals;

namespace Cerniq.Functions.Tests.Approvals;

public sealed class ApprovalStoreTests : StoreFixture
{
    [Fact]
    public async Task Of_50_deciders_at_once_one_wins()
    {
        var approvals = new ApprovalStore(Tables, Clock);
        await approvals.OpenAsync(Approval(), CancellationToken.None);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(() => approvals.SettleAsync(
            "demo", "a-1", i % 2 == 0 ? ApprovalStatus.Approved : ApprovalStatus.Rejected, $"person {i}", null, CancellationToken.None))));

        var winner = outcomes.Where(outcome => outcome!.Value.Settled).ShouldHaveSingleItem()!.Value.Approval;
        outcomes.ShouldAllBe(outcome => outcome!.Value.Approval.DecidedBy == winner.DecidedBy);
        (await approvals.GetAsync("demo", "a-1", CancellationToken.None))!.DecidedBy.ShouldBe(winner.DecidedBy);
        foreach (var status in Enum.GetValues<ApprovalStatus>())
        {
            (await approvals.ListAsync("demo", status, 10, null, CancellationToken.None)).Items.Count
                .ShouldBe(status == winner.Status ? 1 : 0, status.ToString());
        }
    }

    [Fact]
    public async Task Remembers_that_nobody_has_been_told_until_somebody_has()
    {
        var approvals = new ApprovalStore(Tables, Clock);
        await approvals.OpenAsync(Approval(), CancellationToken.None);
        var (settled, _) = (await approvals.SettleAsync("demo", "a-1", ApprovalStatus.Approved, "Ana", null, CancellationToken.None))!.Value;

        (await approvals.UntoldAsync("demo", Clock.Now, CancellationToken.None)).ShouldBeEmpty("it is still in somebody's hands");
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await approvals.UntoldAsync("demo", Clock.Now, CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe("a-1");
        await approvals.MarkToldAsync(settled, CancellationToken.None);
        (await approvals.UntoldAsync("demo", Clock.Now, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Takes_no_decision_after_it_has_expired()
    {
        var approvals = new ApprovalStore(Tables, Clock);
        await approvals.OpenAsync(Approval() with { ExpiresAt = Clock.Now.AddHours(1) }, CancellationToken.None);
        Clock.Advance(TimeSpan.FromHours(1));
        var (approval, settled) = (await approvals.SettleAsync("demo", "a-1", ApprovalStatus.Approved, "Ana", null, CancellationToken.None))!.Value;
        (approval.Status, settled).ShouldBe((ApprovalStatus.Expired, false));
    }

    private Approval Approval() => new()
    {
        Tenant = "demo",
        Id = "a-1",
        Kind = ApprovalKind.InvoiceCancellation,
        Title = "Cancel invoice FCT-0001",
        CorrelationId = "corr-1",
        CreatedAt = Clock.Now,
    };
}
