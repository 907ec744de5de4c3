using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>An account of a business.</summary>
internal sealed record RevolutAccount(string Business, string Id, string Name, decimal Balance, string Currency, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static Kind<RevolutAccount> Kept { get; } = new("revolut.account", static account => $"{account.Business}/{account.Id}")
    {
        Marks = static account => [$"business={account.Business}"],
    };

    public JsonObject Wire() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["balance"] = RevolutAnswer.Plain(Balance),
        ["currency"] = Currency,
        ["state"] = "active",
        ["public"] = false,
        ["created_at"] = RevolutAnswer.Instant(CreatedAt),
        ["updated_at"] = RevolutAnswer.Instant(UpdatedAt),
    };

    /// <summary>Always the same id for the same business and currency.</summary>
    public static string IdOf(string business, string currency) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{business}/{currency}")).AsSpan(0, 16)).ToString();
}

/// <summary>One side of a transaction, seen from the account.</summary>
internal sealed record RevolutLeg
{
    public required string LegId { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required string AccountId { get; init; }

    /// <summary>self, revolut or external.</summary>
    public string? CounterpartyType { get; init; }

    public string? CounterpartyId { get; init; }

    public string? CounterpartyAccountId { get; init; }

    public string? Description { get; init; }

    public decimal? Balance { get; init; }
}

internal sealed record RevolutTransaction
{
    public required string Business { get; init; }

    public required string Id { get; init; }

    /// <summary>transfer, topup and so on.</summary>
    public required string Type { get; init; }

    /// <summary>pending, completed, declined, failed or reverted.</summary>
    public required string State { get; init; }

    public string? RequestId { get; init; }

    public string? ReasonCode { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? Reference { get; init; }

    public required IReadOnlyList<RevolutLeg> Legs { get; init; }

    /// <summary>pay, transfer, incoming or topup: which call made it.</summary>
    public required string Origin { get; init; }

    public static Kind<RevolutTransaction> Kept { get; } = new("revolut.transaction", static transaction => $"{transaction.Business}/{transaction.Id}")
    {
        Order = static transaction => transaction.CreatedAt.UtcTicks,
        Marks = static transaction =>
        [
            $"business={transaction.Business}",
            $"id={transaction.Id}",
            .. transaction.RequestId is { } request ? new[] { RequestMark(transaction.Business, request) } : [],
        ],
    };

    public static string RequestMark(string business, string request) => $"request={business}/{request}";

    public JsonObject Wire()
    {
        var body = new JsonObject { ["id"] = Id, ["type"] = Type, ["state"] = State };
        Set(body, "request_id", RequestId);
        Set(body, "reason_code", ReasonCode);
        body["created_at"] = RevolutAnswer.Instant(CreatedAt);
        body["updated_at"] = RevolutAnswer.Instant(UpdatedAt);
        Set(body, "completed_at", CompletedAt is { } at ? RevolutAnswer.Instant(at) : null);
        Set(body, "reference", Reference);
        body["legs"] = new JsonArray([.. Legs.Select(Leg)]);
        return body;
    }

    /// <summary>What /pay and /transfer answer with.</summary>
    public JsonObject Receipt()
    {
        var body = new JsonObject { ["id"] = Id, ["state"] = State, ["created_at"] = RevolutAnswer.Instant(CreatedAt) };
        Set(body, "completed_at", CompletedAt is { } at ? RevolutAnswer.Instant(at) : null);
        Set(body, "reason_code", ReasonCode);
        return body;
    }

    private static JsonNode Leg(RevolutLeg leg)
    {
        var body = new JsonObject { ["leg_id"] = leg.LegId, ["account_id"] = leg.AccountId };
        if (leg.CounterpartyType is { } type)
        {
            var counterparty = new JsonObject { ["account_type"] = type };
            Set(counterparty, "id", leg.CounterpartyId);
            Set(counterparty, "account_id", leg.CounterpartyAccountId);
            body["counterparty"] = counterparty;
        }

        body["amount"] = RevolutAnswer.Plain(leg.Amount);
        body["currency"] = leg.Currency;
        Set(body, "description", leg.Description);
        if (leg.Balance is { } balance)
        {
            body["balance"] = RevolutAnswer.Plain(balance);
        }

        return body;
    }

    private static void Set(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}

/// <summary>Someone a business can pay.</summary>
internal sealed record RevolutCounterparty(string Business, string Id, string Name, string ProfileType, JsonObject Account, DateTimeOffset CreatedAt)
{
    public static Kind<RevolutCounterparty> Kept { get; } = new("revolut.counterparty", static party => $"{party.Business}/{party.Id}")
    {
        Marks = static party => [$"business={party.Business}"],
    };

    public bool IsRevolut => (string?)Account["type"] == "revolut";

    public JsonObject Wire() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["profile_type"] = ProfileType,
        ["state"] = "created",
        ["created_at"] = RevolutAnswer.Instant(CreatedAt),
        ["updated_at"] = RevolutAnswer.Instant(CreatedAt),
        ["accounts"] = new JsonArray(Account.DeepClone()),
    };
}
