using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Anaf;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Tests.Services;

public sealed class ServiceRegistrationTests
{
    [Theory]
    [InlineData(typeof(OblioClients))]
    [InlineData(typeof(AnafClients))]
    [InlineData(typeof(AnafTokens))]
    [InlineData(typeof(VatRegistryClient))]
    [InlineData(typeof(RevolutClients))]
    [InlineData(typeof(EconomicClients))]
    public void Every_client_can_be_had(Type client)
    {
        using var provider = new ServiceCollection()
            .AddSingleton<ISecretStore, MemorySecrets>()
            .AddSingleton<IAuditSink, NoTrail>()
            .AddSingleton<ITableStore, NoTables>()
            .AddServiceClients(new ConfigurationBuilder().Build())
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        provider.GetRequiredService(client).ShouldNotBeNull();
    }

    private sealed class NoTables : ITableStore
    {
        public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TableWriteResult> WriteAsync(
            string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class NoTrail : IAuditSink
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
