using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Tests.Lifecycle;

public sealed class NegotiationCommandsTests
{
    public static TheoryData<NegotiationState> States => [.. Enum.GetValues<NegotiationState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Tells_for_every_state_what_may_be_asked(NegotiationState state) =>
        NegotiationCommands.AllowedIn(state).ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public void A_sent_proforma_is_accepted_or_rejected() =>
        NegotiationCommands.AllowedIn(NegotiationState.ProformaSent).ShouldBe("allowed now: POST proforma/accept, POST proforma/reject");
}
