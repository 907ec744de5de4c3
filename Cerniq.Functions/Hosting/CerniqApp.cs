using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.Functions.Hosting;

/// <summary>Puts the app together, the same for every host.</summary>
public static class CerniqApp
{
    public static FunctionsApplicationBuilder AddCerniq(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();

        // The outermost first: what is refused within still has its correlation id and is counted.
        builder.UseMiddleware<CorrelationMiddleware>();
        builder.UseMiddleware<HttpMetricsMiddleware>();
        builder.UseMiddleware<ProblemMiddleware>();
        builder.UseMiddleware<AccessMiddleware>();
        builder.UseMiddleware<CompletedMessagesMiddleware>();

        builder.Services.AddCerniqStorage(builder.Configuration);
        builder.Services.AddApi();
        builder.Services.AddTenants(builder.Configuration);
        builder.Services.AddAudit();
        builder.Services.AddTelemetry();
        builder.Services.AddOperations();
        builder.Services.AddServiceClients(builder.Configuration);
        builder.Services.AddLifecycle();
        builder.Services.AddEFactura();
        return builder;
    }
}
