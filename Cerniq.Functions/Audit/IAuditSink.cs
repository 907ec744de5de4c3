namespace Cerniq.Functions.Audit;

/// <summary>Where lines of the append-only trail go.</summary>
public interface IAuditSink
{
    /// <summary>Adds one line. Lines are never changed or taken away.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);
}
