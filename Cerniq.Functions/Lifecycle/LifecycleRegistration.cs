using Cerniq.Functions.Accounting;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Oblio.Series;
using Cerniq.Functions.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The deal and what carries it.</summary>
public static class LifecycleRegistration
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services) =>
        services
            .AddSingleton<NegotiationStore>()
            .AddSingleton<NegotiationIntake>()
            .AddSingleton<NegotiationViewer>()
            .AddSingleton<LifecycleOutbox>()
            .AddSingleton<DealReopening>()
            .AddSingleton<FilingsByHand>()
            .AddSingleton<ApprovalStore>()
            .AddSingleton<ApprovalConsequences>()
            .AddSingleton<AnafRegistry>()
            .AddSingleton<ClientValidation>()
            .AddSingleton<ClientValidationLog>()
            .AddSingleton<InvoiceStore>()
            .AddSingleton<OblioNames>()
            .AddSingleton<OblioIssuer>()
            .AddSingleton<DealDocument>()
            .AddSingleton<InvoiceIssuing>()
            .AddSingleton<SeriesCheck>()
            .AddSingleton<OblioWork>()
            .AddSingleton<PdfArchive>()
            .AddSingleton<IssuedTotals>()
            .AddSingleton<InvoiceTotals>()
            .AddSingleton<DocumentMailer>()
            .AddSingleton<LetterReceipts>()
            .AddSingleton<CancellationStore>()
            .AddSingleton<CancellationIntake>()
            .AddSingleton<StornoDocument>()
            .AddEconomic()
            .AddAccounting()
            .AddMoney();
}
