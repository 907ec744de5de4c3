using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Pays a refund at Revolut, once: whoever is in doubt asks by our request id before sending again.</summary>
public sealed class RefundSender(
    RevolutClients clients, TenantConnections connections, TenantSettings settings, InvoiceStore invoices, RefundStore refunds, RefundCredits credits, EffectLedger effects, TimeProvider clock)
{
    /// <summary>Revolut forgets a request id after two weeks; from then on sending it again would pay again.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(13);

    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(10);

    /// <param name="refund">With <see cref="Refund.SentAt"/> set.</param>
    /// <exception cref="RefundRefusedException">It cannot be paid, and nothing was sent.</exception>
    public async Task<RefundReceipt> SendAsync(Refund refund, CancellationToken cancellationToken)
    {
        var client = clients.For(refund.Tenant, await connections.RevolutAsync(refund.Tenant, cancellationToken));
        var since = refund.SentAt!.Value;
        return await effects.OnceAsync(
            refund.Tenant,
            $"revolut/refund/{refund.RefundId}",
            async stop => await client.FindByRequestIdAsync(refund.RequestId, since - ClockDifference, stop) is { } made
                ? new RefundReceipt(made.Id, made.State)
                : null,
            async stop =>
            {
                if (clock.GetUtcNow() - since > Remembered)
                {
                    throw new RefundRefusedException("REQUEST_EXPIRED", "It was first sent two weeks ago; see in Revolut whether it was paid.");
                }

                await CheckLimitAsync(refund, stop);
                return await PayAsync(client, refund, stop);
            },
            cancellationToken);
    }

    /// <summary>A payment may have been reverted since the refund was asked for.</summary>
    private async Task CheckLimitAsync(Refund refund, CancellationToken cancellationToken)
    {
        if (!await credits.TakeAsync(refund, cancellationToken))
        {
            throw new RefundRefusedException(RefundIntake.ExceedsPaid, RefundIntake.CreditGone);
        }

        if (refund.OfInvoice == 0)
        {
            return;
        }

        var invoice = await invoices.RequireAsync(refund.Tenant, refund.InvoiceId!, cancellationToken);
        var sum = await refunds.SumOfAsync(refund.Tenant, invoice.InvoiceId, cancellationToken);
        if (sum > invoice.PaidAmount)
        {
            throw new RefundRefusedException(RefundIntake.ExceedsPaid, $"Only {Currencies.Text(invoice.PaidAmount, invoice.Currency)} is still paid for the invoice.");
        }
    }

    private async Task<RefundReceipt> PayAsync(RevolutClient client, Refund refund, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(client, refund, cancellationToken);
        var (counterparty, receiving) = await ReceiverAsync(client, refund, cancellationToken);
        var made = await client.PayAsync(
            new RevolutPayRequest
            {
                RequestId = refund.RequestId,
                AccountId = account,
                Receiver = new RevolutReceiver { CounterpartyId = counterparty.Id, AccountId = receiving?.Id },
                Amount = refund.Amount,
                Currency = refund.Currency,
                Reference = $"REFUND-{refund.RefundId}",
            },
            cancellationToken);
        return new RefundReceipt(made.Id, made.State);
    }

    private async Task<string> AccountAsync(RevolutClient client, Refund refund, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(refund.Tenant, cancellationToken);
        var own = (await client.GetAccountsAsync(cancellationToken))
            .Where(a => a.Currency == refund.Currency && a.State == "active")
            .ToList();
        var chosen = set.Get(SettingsCatalogue.RevolutAccountId) is { } id && own.Exists(a => a.Id == id)
            ? own.First(a => a.Id == id)
            : own.MaxBy(a => a.Balance ?? 0m);
        return chosen switch
        {
            null => throw new RefundRefusedException("NO_ACCOUNT_IN_CURRENCY", $"There is no active Revolut account in {refund.Currency}."),
            { Balance: { } balance } when balance < refund.Amount => throw new RefundRefusedException(
                "INSUFFICIENT_BALANCE", $"The Revolut account holds less than {Currencies.Text(refund.Amount, refund.Currency)}."),
            _ => chosen.Id,
        };
    }

    /// <summary>Found by IBAN, or made.</summary>
    private static async Task<(RevolutCounterparty Counterparty, RevolutCounterpartyAccount? Account)> ReceiverAsync(
        RevolutClient client, Refund refund, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, refund, cancellationToken) is { } known)
        {
            return (known, AccountOf(known, refund.Iban));
        }

        try
        {
            var made = await client.CreateCounterpartyAsync(
                new RevolutNewCounterparty
                {
                    CompanyName = refund.ClientName,
                    BankCountry = refund.Iban[..2],
                    Currency = refund.Currency,
                    Iban = refund.Iban,
                },
                cancellationToken);
            return (made, AccountOf(made, refund.Iban));
        }
        catch (ServiceRefusedException twin) when (twin.Fault.Kind is FaultKind.Duplicate)
        {
            if (await FindAsync(client, refund, cancellationToken) is not { } other)
            {
                throw;
            }

            return (other, AccountOf(other, refund.Iban));
        }
    }

    private static async Task<RevolutCounterparty?> FindAsync(RevolutClient client, Refund refund, CancellationToken cancellationToken) =>
        (await client.GetCounterpartiesAsync(null, refund.Iban, cancellationToken))
            .FirstOrDefault(c => c.State is null or "created" && AccountOf(c, refund.Iban) is not null);

    private static RevolutCounterpartyAccount? AccountOf(RevolutCounterparty counterparty, string iban) =>
        counterparty.Accounts?.FirstOrDefault(a => string.Equals(a.Iban, iban, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Revolut has the payment.</summary>
public sealed record RefundReceipt(string TransactionId, string State);

/// <summary>The refund cannot be paid; nothing was sent.</summary>
public sealed class RefundRefusedException(string code, string words) : Exception(words)
{
    public string Code { get; } = code;
}
