using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Tests.Lifecycle;

public class NegotiationStoreTests : StoreFixture
{
    private readonly NegotiationStore _store;

    public NegotiationStoreTests() => _store = new NegotiationStore(Tables, Audit, Clock);

    [Fact]
    public async Task Refuses_a_second_deal_under_the_same_id()
    {
        (await _store.CreateAsync(Deals.Deal(), default)).ShouldNotBeNull();
        (await _store.CreateAsync(Deals.Deal(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Keeps_the_same_id_of_two_tenants_apart()
    {
        await _store.CreateAsync(Deals.Deal(tenant: "a"), default);
        await _store.CreateAsync(Deals.Deal(tenant: "b"), default);
        await _store.MoveAsync("a", "N-1", new TransitionRequest(ProformaSent, "w"), null, default);

        (await _store.GetAsync("a", "N-1", default))!.State.ShouldBe(ProformaSent);
        (await _store.GetAsync("b", "N-1", default))!.State.ShouldBe(Closing);
    }

    [Fact]
    public async Task Writes_history_and_audit_with_every_move()
    {
        await _store.CreateAsync(Deals.Deal(), default);
        await _store.MoveAsync(
            "demo", "N-1", new TransitionRequest(ProformaSent, "oblio:proforma:create", Metadata: TransitionMetadata.Of(("proformaId", "P"))), null, default);
        await _store.MoveAsync("demo", "N-1", new TransitionRequest(ProformaAccepted, "accept", "CLIENT"), null, default);

        var history = await _store.HistoryAsync("demo", "N-1", default);
        history.Select(h => (h.From, h.To)).ShouldBe(
            [((NegotiationState?)null, Closing), (Closing, ProformaSent), (ProformaSent, ProformaAccepted)]);
        history[1].Metadata!["proformaId"].GetString().ShouldBe("P");
        history[2].TriggeredBy.ShouldBe("CLIENT");
        Audit.Entries.Where(e => e.Kind == AuditKind.Transition).Select(e => e.Action)
            .ShouldBe(["CLOSING → PROFORMA_SENT", "PROFORMA_SENT → PROFORMA_ACCEPTED"]);
    }

    [Fact]
    public async Task Making_a_move_again_changes_nothing()
    {
        await _store.CreateAsync(Deals.Deal(), default);
        var move = new TransitionRequest(ProformaSent, "w");
        await _store.MoveAsync("demo", "N-1", move, null, default);
        await _store.MoveAsync("demo", "N-1", move, null, default);

        (await _store.HistoryAsync("demo", "N-1", default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Refuses_a_move_that_the_table_does_not_allow()
    {
        await _store.CreateAsync(Deals.Deal(), default);
        var refused = await Should.ThrowAsync<InvalidTransitionException>(
            () => _store.MoveAsync("demo", "N-1", new TransitionRequest(Paid, "w"), null, default));
        refused.From.ShouldBe(Closing);
        (await _store.HistoryAsync("demo", "N-1", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lists_newest_first_and_moves_deals_between_the_lists()
    {
        for (var i = 1; i <= 5; i++)
        {
            await _store.CreateAsync(Deals.Deal($"N-{i}") with { CreatedAt = Deals.Start.AddMinutes(i) }, default);
        }

        await _store.MoveAsync("demo", "N-3", new TransitionRequest(ProformaSent, "w"), null, default);

        var (first, more) = await _store.ListAsync("demo", null, 2, null, default);
        first.Select(d => d.NegotiationId).ShouldBe(["N-5", "N-4"]);
        var (second, _) = await _store.ListAsync("demo", null, 10, more, default);
        second.Select(d => d.NegotiationId).ShouldBe(["N-3", "N-2", "N-1"]);
        (await _store.ListAsync("demo", Closing, 10, null, default)).Items.Select(d => d.NegotiationId)
            .ShouldBe(["N-5", "N-4", "N-2", "N-1"]);
        (await _store.ListAsync("demo", ProformaSent, 10, null, default)).Items.ShouldHaveSingleItem().NegotiationId.ShouldBe("N-3");
        (await _store.ListAsync("other", null, 10, null, default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Loses_no_change_when_many_come_at_once()
    {
        await _store.CreateAsync(Deals.Deal(), default);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _store.UpdateAsync(
            "demo", "N-1", d => d with { DeadReason = d.DeadReason + "x" }, null, default)));
        (await _store.GetAsync("demo", "N-1", default))!.DeadReason.ShouldBe(new string('x', 10));
    }
}
