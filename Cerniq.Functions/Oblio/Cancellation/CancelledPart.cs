namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>What one cancellation takes of an invoice. Kept on the invoice, under its ETag, so that two cancellations at once
/// can never take the same piece twice; given back when the cancellation comes to nothing.</summary>
/// <param name="Quantities">By line of the invoice, 0 where nothing is taken.</param>
/// <param name="StornoInvoiceId">Null until the storno is issued.</param>
/// <param name="Total">What the storno came to, VAT included and without its minus; 0 until it is issued.</param>
public sealed record CancelledPart(
    string CancellationId, IReadOnlyList<decimal> Quantities, string? StornoInvoiceId = null, decimal Total = 0m)
{
    public bool IsIssued => StornoInvoiceId is not null;
}

/// <summary>What makes an invoice a storno: what it takes back, of which invoice, and why.</summary>
public sealed record StornoFacts
{
    public required string CancellationId { get; init; }

    public required string OriginalInvoiceId { get; init; }

    public required string OriginalOblioId { get; init; }

    public required DateOnly OriginalIssueDate { get; init; }

    public required CancellationType CancellationType { get; init; }

    public required CancellationReasonCode ReasonCode { get; init; }

    public required string ReasonText { get; init; }

    public required CancellationRequester RequestedBy { get; init; }

    public string? RequestedByUserId { get; init; }

    public string? HitlApprovalId { get; init; }
}
