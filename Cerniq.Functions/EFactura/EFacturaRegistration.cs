using Cerniq.Functions.Anaf;
using Cerniq.Functions.EFactura.Migration;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.EFactura;

/// <summary>The e-Factura queue and all that files from it.</summary>
public static class EFacturaRegistration
{
    public static IServiceCollection AddEFactura(this IServiceCollection services) =>
        services
            .AddSingleton<QueueIdAllocator>()
            .AddSingleton<EFacturaStore>()
            .AddSingleton<WebhookEvents>()
            .AddSingleton<EFacturaChronicle>()
            .AddSingleton<EFacturaLists>()
            .AddSingleton<EFacturaFiles>()
            .AddSingleton<EFacturaQueue>()
            .AddSingleton<EFacturaRefiling>()
            .AddSingleton<EvidenceOfDeal>()
            .AddSingleton<EvidenceOfFiling>()
            .AddSingleton<EvidenceCollector>()
            .AddSingleton<PastSubmissions>()
            .AddSingleton<EFacturaAlerts>()
            .AddSingleton<RejectionTasks>()
            .AddSingleton<AnafLogins>()
            .AddSingleton<AnafLoginTickets>()
            .AddSingleton<AnafQuotaAlerts>()
            .AddSingleton<AnafQuotas>()
            .AddSingleton<AnafMetrics>()
            .AddSingleton<EFacturaSettlement>()
            .AddSingleton<EFacturaAnaf>()
            .AddSingleton<EFacturaReceipts>()
            .AddSingleton<EFacturaAccess>()
            .AddSingleton<EFacturaPrompting>()
            .AddSingleton<AnafMessageStore>()
            .AddSingleton<InboxFetch>()
            .AddSingleton<ListedUploads>()
            .AddSingleton<PackageSigner>()
            .AddSingleton<IEFacturaAdapter>(services => ActivatorUtilities.CreateInstance<AnafAdapter>(services, AnafAdapter.Real))
            .AddSingleton<IEFacturaAdapter>(services => ActivatorUtilities.CreateInstance<AnafAdapter>(services, AnafAdapter.StandIn))
            .AddSingleton<IEFacturaAdapter, OblioAdapter>()
            .AddSingleton<EFacturaAdapters>()
            .AddSingleton<SealTrust>()
            .AddSingleton<SealCheck>();
}
