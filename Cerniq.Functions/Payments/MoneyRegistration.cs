using Cerniq.Functions.Payments.Collecting;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Balances;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Payments;

/// <summary>Revolut's door, and payments in and out.</summary>
public static class MoneyRegistration
{
    public static IServiceCollection AddMoney(this IServiceCollection services) =>
        services
            .AddSingleton<WebhookSecrets>()
            .AddSingleton<WebhookDoor>()
            .AddSingleton<RevolutReceipts>()
            .AddSingleton<RefusedWebhooks>()
            .AddSingleton<WebhookRegistration>()
            .AddSingleton<MoneyMetrics>()
            .AddSingleton<TransactionClaims>()
            .AddSingleton<PaymentRecorder>()
            .AddSingleton<MissedTransactions>()
            .AddSingleton<CollectionList>()
            .AddSingleton<CollectionAlerts>()
            .AddSingleton<OblioCollection>()
            .AddSingleton<MissedEvents>()
            .AddSingleton<RevolutTrouble>()
            .AddSingleton<BalanceStore>()
            .AddSingleton<BalanceMetrics>()
            .AddSingleton<BalanceReader>()
            .AddSingleton<PaymentStore>()
            .AddSingleton<PaymentAllocator>()
            .AddSingleton<OpenInvoices>()
            .AddSingleton<PaymentReconciler>()
            .AddSingleton<PaymentReversal>()
            .AddSingleton<InvestigationDecisions>()
            .AddSingleton<RefundStore>()
            .AddSingleton<RefundSources>()
            .AddSingleton<RefundCredits>()
            .AddSingleton<RefundIntake>()
            .AddSingleton<RefundApprovals>()
            .AddSingleton<RefundSender>()
            .AddSingleton<RefundProgress>();
}
