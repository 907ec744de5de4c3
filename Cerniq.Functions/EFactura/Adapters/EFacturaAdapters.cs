using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>The adapters, and which one a tenant's filings go through.</summary>
public sealed class EFacturaAdapters(IEnumerable<IEFacturaAdapter> adapters)
{
    public const string Anaf = "ANAF";
    public const string Oblio = "OBLIO";
    public const string Sandbox = "SANDBOX";

    private readonly Dictionary<string, IEFacturaAdapter> _byName = adapters.ToDictionary(adapter => adapter.Info.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<IEFacturaAdapter> All => _byName.Values;

    /// <summary>The one a filing was begun with; a change of the settings does not move what is under way.</summary>
    public IEFacturaAdapter Of(EFacturaEntry entry) => _byName[entry.Route ?? Anaf];

    /// <summary>The one for the tenant's next filings.</summary>
    public IEFacturaAdapter For(SettingsSnapshot settings) => _byName[NameFor(settings)];

    /// <summary>In the environment <c>sandbox</c> our stand-in answers for ANAF.</summary>
    public static string NameFor(SettingsSnapshot settings) => settings.Get(SettingsCatalogue.EFacturaRoute) switch
    {
        Oblio => Oblio,
        _ when BeginStep.IsSandbox(settings) => Sandbox,
        _ => Anaf,
    };
}
