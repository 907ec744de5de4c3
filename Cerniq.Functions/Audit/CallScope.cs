namespace Cerniq.Functions.Audit;

/// <summary>For whom and about what the current flow works; every outside call made inside it is audited under this.</summary>
/// <param name="Tenant">Whose work it is.</param>
/// <param name="Subject">What it is about, such as <c>negotiation/N-1</c> or <c>efactura/17</c>.</param>
/// <param name="CorrelationId">The id that follows the work from the first request to the end.</param>
public sealed record CallScope(string Tenant, string Subject, string CorrelationId)
{
    private static readonly AsyncLocal<CallScope?> Ambient = new();

    public static CallScope? Current => Ambient.Value;

    /// <summary>Makes this the current scope until the result is disposed.</summary>
    public IDisposable Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return new Leave(before);
    }

    private sealed class Leave(CallScope? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
