namespace Cerniq.Functions.Revolut;

/// <summary>A delivery that was turned away, kept for a look and for another try.</summary>
/// <param name="Advice">What to see to.</param>
/// <param name="Body">As it came.</param>
public sealed record RefusedWebhook(
    string Id,
    RefusalReason Reason,
    string Advice,
    DateTimeOffset ReceivedAt,
    string? SourceIp,
    WebhookHeaders Headers,
    string Body,
    string CorrelationId);

/// <summary>What became of the kept deliveries when they were looked at again.</summary>
/// <param name="Taken">Now believed, and on their way.</param>
/// <param name="Duplicates">Now believed; known from another delivery.</param>
/// <param name="StillRefused">Still not believed, and kept.</param>
public sealed record ReplayResult(int Taken, int Duplicates, int StillRefused);
