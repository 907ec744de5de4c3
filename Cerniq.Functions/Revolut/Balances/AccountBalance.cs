namespace Cerniq.Functions.Revolut.Balances;

/// <summary>What an account held at a moment (source: worker 5). In major units.</summary>
public sealed record AccountBalance(
    string AccountId, string? Name, string Currency, decimal Balance, string State, DateTimeOffset SyncedAt);
