namespace Cerniq.Functions.Audit;

/// <summary>Where audit entries go.</summary>
public interface IAuditSink
{
    /// <summary>Appends an entry; it is durable when the task completes.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);
}
