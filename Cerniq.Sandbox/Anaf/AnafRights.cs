using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

internal sealed record AnafDenied(string Cif);

/// <summary>Whose messages a token may see: every real fiscal code's, but those that were taken away through the control API.</summary>
internal sealed class AnafRights(SandboxStore store)
{
    public static Kind<AnafDenied> Denied { get; } = new("anaf.denied", static denied => denied.Cif);

    public bool Has(string cif) => FiscalCode.IsValid(cif) && store.Read(session => session.Find(Denied, cif)) is null;

    public Task SetAsync(string cif, bool allowed) => store.WriteAsync(session =>
    {
        if (allowed)
        {
            session.Delete(Denied, cif);
        }
        else
        {
            session.Put(Denied, new AnafDenied(cif));
        }
    });
}
