using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Economic;

/// <summary>Bookkeeping in e-conomic.</summary>
public static class EconomicRegistration
{
    public static IServiceCollection AddEconomic(this IServiceCollection services) =>
        services
            .AddSingleton<EconomicUploadStore>()
            .AddSingleton<EconomicPaymentStore>()
            .AddSingleton<EconomicBooks>()
            .AddSingleton<EconomicChart>()
            .AddSingleton<EconomicTurns>()
            .AddSingleton<EconomicAlerts>()
            .AddSingleton<EconomicMetrics>()
            .AddSingleton<DebtorBooks>()
            .AddSingleton<VoucherPosting>()
            .AddSingleton<VoucherAttachment>()
            .AddSingleton<EconomicUploader>()
            .AddSingleton<EconomicLookUp>()
            .AddSingleton<MoneyPosting>()
            .AddSingleton<PaymentVouchers>()
            .AddSingleton<RefundVouchers>();
}
