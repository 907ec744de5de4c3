using System.Collections.Frozen;
using System.Text.Json;
using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The one table of moves a deal may make (design section 3). Whatever is not here cannot happen.</summary>
public static class NegotiationTransitions
{
    private static readonly FrozenDictionary<NegotiationState, NegotiationState[]> Allowed =
        new Dictionary<NegotiationState, NegotiationState[]>
        {
            [Closing] = [ProformaSent, NeedsClientFix, Dead],
            [NeedsClientFix] = [Closing, Dead],
            [ProformaSent] = [ProformaAccepted, Dead],
            [ProformaAccepted] = [Invoiced, Dead],
            [Invoiced] = [EInvoicePending, Paid, Dead], // straight to PAID where no e-Factura is owed
            [EInvoicePending] = [EInvoiceAccepted, EInvoiceRejected, Dead],
            [EInvoiceRejected] = [EInvoicePending, Dead],
            [EInvoiceAccepted] = [Paid, Dead],
            [Paid] = [Invoiced, EInvoiceAccepted, Dead], // back to where it waited for the money that is gone again; or cancelled after all
            [Dead] = [],
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<NegotiationState, string> Names =
        Enum.GetValues<NegotiationState>().ToFrozenDictionary(s => s, s => JsonSerializer.Serialize(s).Trim('"'));

    /// <summary>The states that may follow this one.</summary>
    public static IReadOnlyList<NegotiationState> From(NegotiationState state) => Allowed[state];

    public static bool Allows(NegotiationState from, NegotiationState to) => Allowed[from].Contains(to);

    /// <summary>True when the deal's own process ends there.</summary>
    public static bool IsEnd(NegotiationState state) => state is Paid or Dead;

    /// <summary>The state's name in the source documents, such as <c>PROFORMA_SENT</c>.</summary>
    public static string Name(this NegotiationState state) => Names[state];
}

/// <summary>A move that the table does not allow.</summary>
public sealed class InvalidTransitionException(NegotiationState from, NegotiationState to)
    : Exception($"A negotiation in state {from.Name()} cannot become {to.Name()}; it may become {Describe(from)}.")
{
    public NegotiationState From { get; } = from;

    public NegotiationState To { get; } = to;

    private static string Describe(NegotiationState from) =>
        NegotiationTransitions.From(from).Count == 0
            ? "nothing else"
            : string.Join(" or ", NegotiationTransitions.From(from).Select(s => s.Name()));
}
