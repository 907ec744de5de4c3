using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>A business's accounts and transactions, inside one write: opening, booking, changing state, and telling the webhooks.</summary>
internal sealed class RevolutBooks(SandboxClock clock)
{
    public const string CompleteWork = "revolut.complete";

    /// <summary>How long an outgoing payment stays pending, in sandbox milliseconds.</summary>
    public const int CompletesAfterMs = 1500;

    private const decimal OpeningBalance = 1_000_000m;

    /// <summary>The accounts of a business; RON and EUR are opened at first use.</summary>
    public IReadOnlyList<RevolutAccount> Accounts(StoreSession session, string business)
    {
        var accounts = session.With(RevolutAccount.Kept, $"business={business}").ToList();
        return accounts.Count > 0 ? accounts : [Open(session, business, "RON", OpeningBalance), Open(session, business, "EUR", OpeningBalance)];
    }

    /// <summary>The account of a currency, opened when there is none.</summary>
    public RevolutAccount AccountIn(StoreSession session, string business, string currency) =>
        Accounts(session, business).FirstOrDefault(account => account.Currency == currency) ?? Open(session, business, currency, 0);

    /// <summary>The time for a new transaction: later than any before it, so that paging by time is exact.</summary>
    public DateTimeOffset Instant(StoreSession session)
    {
        const string Counter = "revolut.instant";
        var now = clock.Now.UtcTicks / 10;
        var instant = Math.Max(now, (session.Current(Counter) ?? 0) + 1);
        session.SetCounter(Counter, instant);
        return new DateTimeOffset(instant * 10, TimeSpan.Zero);
    }

    /// <summary>Keeps a transaction, moves the balances when it is completed, and announces it.</summary>
    public RevolutTransaction Add(StoreSession session, RevolutTransaction transaction, bool announce = true)
    {
        var kept = session.Put(RevolutTransaction.Kept, transaction.State == "completed" ? Move(session, transaction, 1) : transaction);
        if (announce)
        {
            RevolutEvents.Created(session, kept, clock);
        }

        return kept;
    }

    /// <summary>Moves a transaction to another state and announces the change.</summary>
    public RevolutTransaction Change(StoreSession session, RevolutTransaction transaction, string state, bool announce = true, string? reason = null)
    {
        var now = clock.Now;
        var changed = transaction with { State = state, UpdatedAt = now, ReasonCode = reason, CompletedAt = state == "completed" ? now : transaction.CompletedAt };
        if (state == "completed")
        {
            changed = Move(session, changed, 1);
        }
        else if (transaction.State == "completed")
        {
            changed = Move(session, changed, -1);
        }

        session.Put(RevolutTransaction.Kept, changed);
        if (announce)
        {
            RevolutEvents.Changed(session, changed, transaction.State, clock);
        }

        return changed;
    }

    private static RevolutTransaction Move(StoreSession session, RevolutTransaction transaction, int sign)
    {
        var legs = new List<RevolutLeg>();
        foreach (var leg in transaction.Legs)
        {
            var account = session.Find(RevolutAccount.Kept, $"{transaction.Business}/{leg.AccountId}");
            if (account is null)
            {
                legs.Add(leg);
                continue;
            }

            var moved = session.Put(RevolutAccount.Kept, account with { Balance = account.Balance + sign * leg.Amount, UpdatedAt = transaction.UpdatedAt });
            legs.Add(leg with { Balance = moved.Balance });
        }

        return transaction with { Legs = legs };
    }

    private RevolutAccount Open(StoreSession session, string business, string currency, decimal balance)
    {
        var now = clock.Now;
        return session.Put(RevolutAccount.Kept, new RevolutAccount(business, RevolutAccount.IdOf(business, currency), $"{currency} account", balance, currency, now, now));
    }
}

/// <summary>Completes outgoing payments.</summary>
internal sealed class RevolutCompletion(RevolutBooks books) : IDueWork
{
    public string Kind => RevolutBooks.CompleteWork;

    public void Run(StoreSession session, string id)
    {
        session.Unschedule(Kind, id);
        if (session.Find(RevolutTransaction.Kept, id) is { State: "pending" } transaction)
        {
            books.Change(session, transaction, "completed");
        }
    }
}
