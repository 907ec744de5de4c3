using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Economic;

/// <summary>Checks vouchers as they are sent, and says what is wrong in the form that the service answers with.</summary>
internal sealed class VoucherValidation(TimeProvider time)
{
    /// <summary>The arrays a voucher can have, and the type of their entries.</summary>
    public static IReadOnlyList<(string Array, string EntryType)> Arrays { get; } =
    [
        ("customerPayments", "customerPayment"),
        ("financeVouchers", "financeVoucher"),
        ("manualCustomerInvoices", "manualCustomerInvoice"),
        ("supplierInvoices", "supplierInvoice"),
        ("supplierPayments", "supplierPayment"),
    ];

    /// <summary>The answer to vouchers with errors, or null when there are none.</summary>
    public EconomicReply? Refusal(IReadOnlyList<JsonObject> vouchers)
    {
        var errors = new JsonArray();
        var count = 0;
        for (var i = 0; i < vouchers.Count; i++)
        {
            var (tree, found) = Check(vouchers[i], i);
            count += found;
            if (found > 0)
            {
                errors.Add(tree);
            }
        }

        return count == 0 ? null : new EconomicReply(400, new JsonObject
        {
            ["message"] = $"Validation failed. {count} error{(count == 1 ? "" : "s")} found.",
            ["errorCode"] = "E04300",
            ["developerHint"] = "Inspect validation errors and correct your request.",
            ["logId"] = EconomicAnswer.LogId(),
            ["httpStatusCode"] = 400,
            ["errors"] = errors,
            ["logTime"] = EconomicAnswer.LogTime(time),
            ["errorCount"] = count,
        });
    }

    private static (JsonObject Tree, int Count) Check(JsonObject voucher, int index)
    {
        var tree = new JsonObject { ["arrayIndex"] = index };
        var year = EconomicYears.Find(voucher.Object("accountingYear")?.Text("year"));
        var count = 0;
        if (year is null)
        {
            Add(tree, "accountingYear", Error("AccountingYear", "Accounting year not found.", "E06000", voucher["accountingYear"], "Find a list of accounting years at /accounting-years ."));
            count++;
        }

        var items = new JsonArray();
        var position = 0;
        foreach (var (array, type) in Arrays)
        {
            foreach (var entry in voucher.Object("entries")?.Objects(array) ?? [])
            {
                var item = new JsonObject { ["arrayIndex"] = position++ };
                CheckEntry(item, entry, type, year);
                if (item.Count > 1)
                {
                    count += item.Count - 1;
                    items.Add(item);
                }
            }
        }

        var own = new JsonArray();
        if (position == 0)
        {
            own.Add(Error("Entries", "A voucher must have at least one entry.", "E04500", null, "Provide at least one entry."));
            count++;
        }

        if (own.Count > 0 || items.Count > 0)
        {
            tree["entries"] = new JsonObject { ["errors"] = own, ["items"] = items };
        }

        return (tree, count);
    }

    private static void CheckEntry(JsonObject item, JsonObject entry, string type, int? year)
    {
        if (entry["amount"] is not JsonValue amount || amount.GetValueKind() != JsonValueKind.Number)
        {
            Add(item, "amount", Error("Amount", "Amount is required.", "E04500", entry["amount"], "Provide an amount."));
        }
        else if (decimal.Parse(amount.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) is var value && Math.Round(value, 2) != value)
        {
            Add(item, "amount", Error("Amount", "Amount must not have more than 2 decimals.", "E04740", amount, "Round the amount."));
        }

        CheckDate(item, entry, year);
        CheckVat(item, entry);
        if (entry.Text("text") is { Length: > 250 } text)
        {
            Add(item, "text", Error("Text", "Text is too long.", "E04010", text, "The text must be at most 250 characters."));
        }

        var party = type.StartsWith("supplier", StringComparison.Ordinal) ? "supplier" : type == "financeVoucher" ? "account" : "customer";
        if (entry.Object(party) is null && entry.Object("contraAccount") is null)
        {
            Add(item, party, Error(char.ToUpperInvariant(party[0]) + party[1..], $"Either {party} or contraAccount must be provided.", "E04500", null, "Provide an identifier."));
        }

        foreach (var account in new[] { "account", "contraAccount" })
        {
            if (entry.Object(account)?.Number("accountNumber") is { } number && !EconomicChart.HasAccount(number))
            {
                Add(item, account, Error(char.ToUpperInvariant(account[0]) + account[1..], $"Account '{number}' not found.", "E07150", number, "Find a list of accounts at https://restapi.e-conomic.com/accounts ."));
            }
        }
    }

    private static void CheckVat(JsonObject item, JsonObject entry)
    {
        foreach (var vat in new[] { "vatAccount", "contraVatAccount" })
        {
            if (entry.Object(vat)?.Text("vatCode") is { } code && !EconomicChart.HasVatCode(code))
            {
                Add(item, vat, Error("VatCode", $"Vat account '{code}' not found.", "E06000", code, "Find a list of vat accounts at https://restapi.e-conomic.com/vat-accounts ."));
            }
        }
    }

    private static void CheckDate(JsonObject item, JsonObject entry, int? year)
    {
        if (entry.Date("date") is not { } date)
        {
            Add(item, "date", Error("Date", "Date is required, as YYYY-MM-DD.", "E04500", entry["date"], "Provide a date."));
        }
        else if (year is { } accounting && (date.Year != accounting || EconomicYears.IsClosed(accounting)))
        {
            var input = new JsonObject { ["voucherAccountingYear"] = $"{accounting}", ["entryDate"] = entry.Text("date") };
            Add(item, "date", Error("Date", "Perioden er spærret.", "E04041", input, "You cannot create an entry with a date that is barred in the accounting year."));
        }
    }

    private static void Add(JsonObject item, string property, JsonObject error) => item[property] = new JsonObject { ["errors"] = new JsonArray(error) };

    private static JsonObject Error(string property, string message, string code, JsonNode? input, string hint) => new()
    {
        ["propertyName"] = property,
        ["errorMessage"] = message,
        ["errorCode"] = code,
        ["inputValue"] = input?.DeepClone(),
        ["developerHint"] = hint,
    };
}
