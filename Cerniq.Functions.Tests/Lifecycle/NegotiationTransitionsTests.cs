using Cerniq.Functions.Lifecycle;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Tests.Lifecycle;

public class NegotiationTransitionsTests
{
    private static readonly (NegotiationState From, NegotiationState To)[] Design =
    [
        (Closing, ProformaSent), (Closing, NeedsClientFix), (NeedsClientFix, Closing), (ProformaSent, ProformaAccepted),
        (ProformaAccepted, Invoiced), (Invoiced, EInvoicePending), (Invoiced, Paid), (EInvoicePending, EInvoiceAccepted),
        (EInvoicePending, EInvoiceRejected), (EInvoiceRejected, EInvoicePending), (EInvoiceAccepted, Paid),
        (Paid, Invoiced), (Paid, EInvoiceAccepted), // the money was taken back
    ];

    [Fact]
    public void Allows_the_moves_of_the_design_and_no_other()
    {
        foreach (var from in Enum.GetValues<NegotiationState>())
        {
            foreach (var to in Enum.GetValues<NegotiationState>())
            {
                var dies = to == Dead && from is not Dead;
                NegotiationTransitions.Allows(from, to).ShouldBe(Design.Contains((from, to)) || dies, $"{from} → {to}");
            }
        }
    }

    [Fact]
    public void Ends_only_in_paid_and_dead() =>
        Enum.GetValues<NegotiationState>().Where(NegotiationTransitions.IsEnd).ShouldBe([Paid, Dead], ignoreOrder: true);

    [Fact]
    public void Has_the_names_of_the_source_documents() => ProformaSent.Name().ShouldBe("PROFORMA_SENT");

    [Fact]
    public void Says_what_would_be_allowed() =>
        new InvalidTransitionException(ProformaSent, Paid).Message
            .ShouldBe("A negotiation in state PROFORMA_SENT cannot become PAID; it may become PROFORMA_ACCEPTED or DEAD.");
}
