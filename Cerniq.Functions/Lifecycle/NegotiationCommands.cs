using static Cerniq.Functions.Lifecycle.NegotiationState;

namespace Cerniq.Functions.Lifecycle;

/// <summary>What a caller may ask of a deal in each state, in the words of a refusal: whoever asks for something else is told it.</summary>
public static class NegotiationCommands
{
    private const string Cancel = "POST invoices/{invoiceId}/cancel";

    /// <summary>The commands a state takes, such as <c>allowed now: PUT client</c>.</summary>
    public static string AllowedIn(NegotiationState state) => Of(state) is { Length: > 0 } commands
        ? "allowed now: " + string.Join(", ", commands)
        : "nothing can be asked of it now";

    private static string[] Of(NegotiationState state) => state switch
    {
        NeedsClientFix => ["PUT client"],
        ProformaSent => ["POST proforma/accept", "POST proforma/reject"],
        Invoiced or EInvoicePending or EInvoiceAccepted or EInvoiceRejected or Paid => [Cancel],
        Closing or ProformaAccepted or Dead => [], // it moves on by itself, or has ended
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };
}
