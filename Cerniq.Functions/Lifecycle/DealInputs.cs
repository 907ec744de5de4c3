using Cerniq.Functions.EFactura;

namespace Cerniq.Functions.Lifecycle;

/// <summary>When the proforma lapses, and the answer if there is one already.</summary>
/// <param name="RemindEvery">How long until people are reminded that there is none, and again after that.</param>
public sealed record ProformaTerms(ProformaDecision? Decision, DateTimeOffset? ExpiresAt, TimeSpan RemindEvery);

public sealed record AcceptedDeal(DealKey Deal, ProformaDecision Answer);

public sealed record EndedDeal(DealKey Deal, ProformaDecision Answer);

/// <param name="Attempt">From 1; a re-issue after a rejection is another attempt and another queue entry.</param>
public sealed record DealFiling(DealKey Deal, int Attempt);

/// <param name="QueueId">Null when nothing is to be filed.</param>
public sealed record QueuedFiling(long? QueueId, string? Reason);

public sealed record SettledFiling(DealKey Deal, long QueueId, EFacturaOutcome Outcome);

/// <param name="InstanceId">The orchestration that saw the payment; null in one that began before this was told: the deal's first.</param>
public sealed record PaidDeal(DealKey Deal, InvoicePaid Payment, string? InstanceId = null);

/// <param name="Step">The activity that cannot go on.</param>
/// <param name="Words">Why, in the service's own words.</param>
public sealed record StuckStep(DealKey Deal, string Step, string Words, int Round);
