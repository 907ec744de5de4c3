using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>/pay, /transfer, customers' payments and the sandbox's top-ups.</summary>
internal sealed class RevolutPayments(SandboxStore store, RevolutBooks books, SandboxClock clock)
{
    public Task<RevolutTransaction> PayAsync(string business, JsonObject fields, bool reject) => store.WriteAsync(session =>
    {
        var request = RequestId(session, business, fields);
        var (amount, currency) = Money(fields);
        var account = Account(session, business, Required(fields, "account_id"), currency);
        var receiver = fields.Object("receiver") ?? throw RevolutRefusal.Missing("receiver");
        var party = session.Find(RevolutCounterparty.Kept, $"{business}/{Required(receiver, "counterparty_id")}")
            ?? throw new RevolutRefusal(404, 3544, "Counterparty not found");
        var state = reject || account.Balance < amount ? "declined" : party.IsRevolut ? "completed" : "pending";
        var leg = new RevolutLeg
        {
            LegId = $"{Guid.NewGuid()}",
            Amount = -amount,
            Currency = currency,
            AccountId = account.Id,
            CounterpartyType = party.IsRevolut ? "revolut" : "external",
            CounterpartyId = party.Id,
            CounterpartyAccountId = (string?)party.Account["id"],
            Description = $"To {party.Name}",
        };
        var reason = state != "declined" ? null : reject ? "declined_by_test_control" : "insufficient_balance";
        var transaction = books.Add(session, New(session, business, "pay", "transfer", state, request, fields.Text("reference"), [leg]) with { ReasonCode = reason });
        if (state == "pending")
        {
            session.Schedule(RevolutBooks.CompleteWork, RevolutTransaction.Kept.Id(transaction), clock.Milliseconds + RevolutBooks.CompletesAfterMs);
        }

        return transaction;
    });

    public Task<RevolutTransaction> TransferAsync(string business, JsonObject fields) => store.WriteAsync(session =>
    {
        var request = RequestId(session, business, fields);
        var (amount, currency) = Money(fields);
        var source = Account(session, business, Required(fields, "source_account_id"), currency);
        var target = Account(session, business, Required(fields, "target_account_id"), currency);
        var leg = new RevolutLeg { LegId = $"{Guid.NewGuid()}", Amount = -amount, Currency = currency, AccountId = source.Id, CounterpartyType = "self", CounterpartyAccountId = target.Id };
        var legs = new[] { leg, leg with { Amount = amount, AccountId = target.Id, CounterpartyAccountId = source.Id } };
        return books.Add(session, New(session, business, "transfer", "transfer", "completed", request, fields.Text("reference"), legs));
    });

    public Task<RevolutTransaction> TopUpAsync(string business, JsonObject fields) => store.WriteAsync(session =>
    {
        var (amount, currency) = Money(fields);
        var account = Account(session, business, Required(fields, "account_id"), currency);
        var leg = new RevolutLeg { LegId = $"{Guid.NewGuid()}", Amount = amount, Currency = currency, AccountId = account.Id, CounterpartyType = "external", Description = "Test Top-up" };
        return books.Add(session, New(session, business, "topup", "topup", fields.Text("state") ?? "completed", null, fields.Text("reference") ?? "Test Top-up", [leg]));
    });

    /// <summary>A customer pays the business from another bank: pending, and completed in the same breath.</summary>
    /// <param name="payment">Who, how much and how the webhooks go out.</param>
    public Task<RevolutTransaction> ReceiveAsync(IncomingPayment payment) => store.WriteAsync(session =>
    {
        var account = books.AccountIn(session, payment.Business, payment.Currency);
        var leg = new RevolutLeg
        {
            LegId = $"{Guid.NewGuid()}",
            Amount = payment.Amount,
            Currency = payment.Currency,
            AccountId = account.Id,
            CounterpartyType = "external",
            Description = payment.From is { } name ? $"Payment from {name}" : null,
        };
        var pending = books.Add(session, New(session, payment.Business, "incoming", "topup", "pending", null, payment.Reference, [leg]), announce: false);
        var completed = books.Change(session, pending, "completed", announce: false);
        if (!payment.Lose)
        {
            RevolutEvents.Incoming(session, pending, completed, clock, payment.Duplicate, payment.Reorder);
        }

        return completed;
    });

    /// <summary>The sandbox helpers complete, revert, decline and fail.</summary>
    public Task<RevolutTransaction> ForceAsync(string business, string id, string state) => store.WriteAsync(session =>
        session.Find(RevolutTransaction.Kept, $"{business}/{id}") is { } transaction
            ? books.Change(session, transaction, state)
            : throw new RevolutRefusal(404, 3006, "Transaction not found"));

    private RevolutTransaction New(
        StoreSession session, string business, string origin, string type, string state, string? request, string? reference, IReadOnlyList<RevolutLeg> legs)
    {
        var now = books.Instant(session);
        return new RevolutTransaction
        {
            Business = business,
            Id = $"{Guid.NewGuid()}",
            Type = type,
            State = state,
            RequestId = request,
            CreatedAt = now,
            UpdatedAt = now,
            CompletedAt = state == "completed" ? now : null,
            Reference = reference is { Length: > 140 } ? reference[..140] : reference,
            Legs = legs,
            Origin = origin,
        };
    }

    // The memory of request ids is two weeks long; after that the same id makes a new payment.
    private string RequestId(StoreSession session, string business, JsonObject fields)
    {
        var request = Required(fields, "request_id");
        if (request.Length > 40)
        {
            throw new RevolutRefusal(400, 3000, "'request_id' must not be longer than 40 characters");
        }

        var since = clock.Now.AddDays(-14).UtcTicks;
        return session.Count(RevolutTransaction.Kept, RevolutTransaction.RequestMark(business, request), since) > 0
            ? throw new RevolutRefusal(400, 3020, $"Duplicate request: {request}")
            : request;
    }

    private RevolutAccount Account(StoreSession session, string business, string id, string currency)
    {
        var account = books.Accounts(session, business).FirstOrDefault(account => account.Id == id) ?? throw new RevolutRefusal(404, 3544, "Account not found");
        return account.Currency == currency ? account : throw new RevolutRefusal(400, 3000, $"Account currency is {account.Currency}, not {currency}");
    }

    private static (decimal Amount, string Currency) Money(JsonObject fields)
    {
        var amount = fields.Number("amount") ?? throw RevolutRefusal.Missing("amount");
        var currency = Required(fields, "currency");
        return amount <= 0 ? throw new RevolutRefusal(400, 3000, "'amount' must be positive")
            : currency.Length == 3 && currency.All(char.IsAsciiLetterUpper) ? (amount, currency)
            : throw new RevolutRefusal(400, 3000, "'currency' is invalid");
    }

    private static string Required(JsonObject fields, string name) => fields.Text(name) ?? throw RevolutRefusal.Missing(name);
}

/// <summary>A customer's payment, as the control API asks for it.</summary>
/// <param name="Lose">No webhook tells of it, and no list of failed ones.</param>
internal sealed record IncomingPayment(
    string Business, decimal Amount, string Currency, string? Reference, string? From, bool Duplicate, bool Reorder, bool Lose = false);
