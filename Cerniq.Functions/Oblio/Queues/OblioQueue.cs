using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio.Cancellation;

namespace Cerniq.Functions.Oblio.Queues;

/// <summary>One of the queues of the Oblio document, section 9. Its jobs are steps of durable orchestrations: they wait, are tried
/// again and are kept by the engine, and what this adds is the bound on how many run at a time.</summary>
/// <param name="Name">As <c>GET /health/queues</c> shows it.</param>
/// <param name="Concurrency">How many of its jobs one worker runs at a time.</param>
public sealed record OblioQueue(string Name, int Concurrency)
{
    public static readonly OblioQueue ClientValidate = new("client:validate", 50);
    public static readonly OblioQueue ProformaCreate = new("proforma:create", 30);
    public static readonly OblioQueue InvoiceCreate = new("invoice:create", 30);
    public static readonly OblioQueue InvoiceCancel = new("invoice:cancel", 20);

    public static IReadOnlyList<OblioQueue> All { get; } = [ClientValidate, ProformaCreate, InvoiceCreate, InvoiceCancel];

    private static readonly Dictionary<string, OblioQueue> ByStep = new(StringComparer.Ordinal)
    {
        [nameof(ValidateDealClient)] = ClientValidate,
        [nameof(IssueProforma)] = ProformaCreate,
        [nameof(ArchiveProformaPdf)] = ProformaCreate,
        [nameof(CreateInvoice)] = InvoiceCreate,
        [nameof(ArchiveInvoicePdf)] = InvoiceCreate,
        [nameof(IssueStorno)] = InvoiceCancel,
        [nameof(ArchiveStornoPdf)] = InvoiceCancel,
    };

    /// <summary>The queue that a step's jobs are in, or null when it has none.</summary>
    public static OblioQueue? Of(string step) => ByStep.GetValueOrDefault(step);

    /// <summary>The queue of this name, or null.</summary>
    public static OblioQueue? Find(string name) =>
        All.FirstOrDefault(queue => string.Equals(queue.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The queue is paused: its jobs wait until somebody resumes it.</summary>
public sealed class QueuePausedException(string queue) : Exception($"The queue {queue} is paused.")
{
    public string Queue { get; } = queue;
}
