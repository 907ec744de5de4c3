using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Accounting;

/// <summary>Files for accountants.</summary>
public static class AccountingRegistration
{
    public static IServiceCollection AddAccounting(this IServiceCollection services) =>
        services.AddSingleton<MoneyFiles>().AddSingleton<BookFiles>();
}
