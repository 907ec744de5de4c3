using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Api;

/// <summary>Access to the HTTP functions.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services) =>
        services
            .AddSingleton(new RouteRules(typeof(ApiRegistration).Assembly))
            .AddSingleton<Credentials>();
}
