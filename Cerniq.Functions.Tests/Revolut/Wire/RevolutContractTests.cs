using System.Security.Cryptography;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Sandbox;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Revolut.Wire;

/// <summary>The client against the stand-in, over real HTTP.</summary>
public sealed class RevolutContractTests : IClassFixture<SandboxHost>, IDisposable
{
    private readonly SandboxHost sandbox;
    private readonly RSA key = RSA.Create(2048);

    public RevolutContractTests(SandboxHost sandbox) => this.sandbox = sandbox;

    public void Dispose() => key.Dispose();

    [Fact]
    public async Task A_payment_is_made_once_and_found_by_our_id()
    {
        var client = await ClientAsync("payer");
        var account = (await client.GetAccountsAsync(CancellationToken.None)).First(candidate => candidate is { Currency: "EUR", Balance: > 10 });
        var counterparty = await client.CreateCounterpartyAsync(
            new RevolutNewCounterparty { CompanyName = "DANTE SA", BankCountry = "RO", Currency = "EUR", Iban = "RO49AAAA1B31007593840000" }, CancellationToken.None);
        var payment = new RevolutPayRequest
        {
            RequestId = "refund-17",
            AccountId = account.Id,
            Receiver = new RevolutReceiver { CounterpartyId = counterparty.Id },
            Amount = 10.50m,
            Currency = "EUR",
            Reference = "Rambursare",
        };
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);

        var made = await client.PayAsync(payment, CancellationToken.None);
        var again = await Should.ThrowAsync<ServiceRefusedException>(() => client.PayAsync(payment, CancellationToken.None));

        again.Fault.Kind.ShouldBe(FaultKind.Duplicate);
        var found = await client.FindByRequestIdAsync("refund-17", before, CancellationToken.None);
        found!.Id.ShouldBe(made.Id);
        found.Legs[0].Amount.ShouldBe(-10.50m);
        (await client.GetTransactionAsync(made.Id, CancellationToken.None))!.RequestId.ShouldBe("refund-17");
    }

    [Fact]
    public async Task An_unknown_transaction_is_none() =>
        (await (await ClientAsync("unknown")).GetTransactionAsync("63d2a8bd-8b67-a2de-b1d2-b58ee21d7073", CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task A_webhook_has_a_secret_that_can_be_changed()
    {
        var client = await ClientAsync("hooks");

        var made = await client.CreateWebhookAsync(new Uri("https://cerniq.example/api/revolut/webhook/hooks"), ["TransactionCreated"], CancellationToken.None);
        var rotated = await client.RotateSecretAsync(made.Id, TimeSpan.FromHours(1), CancellationToken.None);

        rotated.SigningSecret.ShouldNotBe(made.SigningSecret);
        (await client.GetWebhooksAsync(CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(made.Id);
        await foreach (var failed in client.GetFailedEventsAsync(made.Id, TimeProvider.System.GetUtcNow().AddDays(-30), CancellationToken.None))
        {
            failed.Payload.Event.ShouldNotBeEmpty();
        }

        await client.DeleteWebhookAsync(made.Id, CancellationToken.None);
        (await client.GetWebhooksAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    private async Task<RevolutClient> ClientAsync(string tenant)
    {
        await sandbox.ControlAsync("revolut/certificate", new { business = tenant, pem = key.ExportSubjectPublicKeyInfoPem() });
        var connection = new RevolutConnection(
            new Uri(sandbox.Http.BaseAddress!, "revolut/api/"), tenant, "cerniq.example", key.ExportPkcs8PrivateKeyPem(), $"rt-{tenant}");
        return new RevolutClients(RealCallers.Create()).For(tenant, connection);
    }
}
