using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>Accounts, transactions and counterparties.</summary>
internal sealed class RevolutReading(SandboxStore store, RevolutBooks books, TimeProvider time)
{
    public Task<JsonArray> AccountsAsync(string business) =>
        store.WriteAsync(session => new JsonArray([.. books.Accounts(session, business).Select(static account => account.Wire())]));

    public Task<JsonObject> AccountAsync(string business, string id) => store.WriteAsync(session =>
        books.Accounts(session, business).FirstOrDefault(account => account.Id == id)?.Wire() ?? throw new RevolutRefusal(404, 3544, "Account not found"));

    public JsonObject Transaction(string business, string id, bool byRequest) =>
        store.Read(session => byRequest
            ? session.First(RevolutTransaction.Kept, RevolutTransaction.RequestMark(business, id))
            : session.Find(RevolutTransaction.Kept, $"{business}/{id}"))?.Wire() ?? throw new RevolutRefusal(404, 3006, "Transaction not found");

    public JsonArray Transactions(string business, IQueryCollection query)
    {
        var now = time.GetUtcNow();
        var from = Instant(query, "from");
        var to = Instant(query, "to") ?? now.AddMinutes(1);
        var count = int.TryParse(query["count"], out var asked) ? asked : 100;
        if (count is < 1 or > 1000)
        {
            throw new RevolutRefusal(400, 3000, "'count' must be from 1 to 1000");
        }

        var request = query["request_id"].ToString();
        if (request.Length > 0 && (from is null || to - from > TimeSpan.FromDays(14) + TimeSpan.FromMinutes(2)))
        {
            throw new RevolutRefusal(400, 3000, "'request_id' requires 'from', and a window of at most 14 days");
        }

        var states = query["state"].Select(static state => state ?? "").ToHashSet(StringComparer.Ordinal);
        var (account, type) = (query["account"].ToString(), query["type"].ToString());
        var mark = request.Length > 0 ? RevolutTransaction.RequestMark(business, request) : $"business={business}";
        var slice = new Slice(Descending: true, from?.UtcTicks ?? long.MinValue, to.UtcTicks - 1);
        return store.Read(session => new JsonArray([.. session.With(RevolutTransaction.Kept, mark, slice)
            .Where(transaction => (states.Count == 0 || states.Contains(transaction.State))
                && (type.Length == 0 || transaction.Type == type)
                && (account.Length == 0 || transaction.Legs.Any(leg => leg.AccountId == account)))
            .Take(count)
            .Select(static transaction => transaction.Wire())]));
    }

    public JsonArray Counterparties(string business, IQueryCollection query)
    {
        var limit = int.TryParse(query["limit"], out var asked) ? Math.Clamp(asked, 1, 1000) : 100;
        var (name, iban, account) = (query["name"].ToString(), query["iban"].ToString(), query["account_no"].ToString());
        return store.Read(session => new JsonArray([.. session.With(RevolutCounterparty.Kept, $"business={business}", new Slice(Descending: true))
            .Where(party => (name.Length == 0 || party.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                && (iban.Length == 0 || party.Account.Text("iban") == iban)
                && (account.Length == 0 || party.Account.Text("account_no") == account))
            .Take(limit)
            .Select(static party => party.Wire())]));
    }

    public JsonObject Counterparty(string business, string id) =>
        store.Read(session => session.Find(RevolutCounterparty.Kept, $"{business}/{id}"))?.Wire() ?? throw new RevolutRefusal(404, 3544, "Counterparty not found");

    public Task<JsonObject> AddCounterpartyAsync(string business, JsonObject fields)
    {
        var individual = fields.Object("individual_name");
        var names = new[] { fields.Text("name"), fields.Text("company_name"), individual is null ? null : $"{individual.Text("first_name")} {individual.Text("last_name")}" };
        if (names.Count(static name => name is not null) != 1)
        {
            throw new RevolutRefusal(400, 3000, "Exactly one of name, company_name or individual_name is required");
        }

        var party = new RevolutCounterparty(
            business,
            $"{Guid.NewGuid()}",
            names.First(static name => name is not null)!,
            fields.Text("profile_type") ?? (fields.Text("company_name") is null ? "personal" : "business"),
            AccountOf(fields),
            time.GetUtcNow());
        return store.WriteAsync(session => session.With(RevolutCounterparty.Kept, $"business={business}").ToList().Exists(other => other.Name == party.Name && SameAccount(other, party))
            ? throw new RevolutRefusal(422, 3012, "Counterparty already exists")
            : session.Put(RevolutCounterparty.Kept, party).Wire());
    }

    public async Task DeleteCounterpartyAsync(string business, string id)
    {
        if (!await store.WriteAsync(session => session.Delete(RevolutCounterparty.Kept, $"{business}/{id}")))
        {
            throw new RevolutRefusal(404, 3544, "Counterparty not found");
        }
    }

    private static bool SameAccount(RevolutCounterparty one, RevolutCounterparty other) =>
        one.Account.Text("iban") == other.Account.Text("iban") && one.Account.Text("account_no") == other.Account.Text("account_no") && one.Account.Text("revtag") == other.Account.Text("revtag");

    private static JsonObject AccountOf(JsonObject fields)
    {
        var account = new JsonObject { ["id"] = $"{Guid.NewGuid()}", ["type"] = fields.Text("revtag") is null ? "external" : "revolut", ["currency"] = fields.Text("currency") ?? "RON" };
        if (fields.Text("revtag") is null && fields.Text("iban") is null && fields.Text("account_no") is null)
        {
            throw new RevolutRefusal(400, 3000, "revtag, iban or account_no is required");
        }

        if (fields.Text("iban") is { } iban && !Iban.IsValid(iban))
        {
            throw new RevolutRefusal(400, 3000, "Invalid IBAN");
        }

        foreach (var name in new[] { "iban", "bic", "account_no", "sort_code", "routing_number", "bank_country", "revtag" })
        {
            if (fields.Text(name) is { } value)
            {
                account[name] = value;
            }
        }

        return account;
    }

    private static DateTimeOffset? Instant(IQueryCollection query, string name) =>
        query[name].ToString() is not { Length: > 0 } text ? null
        : DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var instant) ? instant
        : throw new RevolutRefusal(400, 3000, $"'{name}' is not a date-time");
}

/// <summary>The check digits of an IBAN.</summary>
internal static class Iban
{
    public static bool IsValid(string iban)
    {
        var text = iban.Replace(" ", "").ToUpperInvariant();
        return text.Length is >= 15 and <= 34 && text.All(char.IsAsciiLetterOrDigit)
            && (text[4..] + text[..4]).Aggregate(0, static (rest, c) => char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97) == 1;
    }
}
