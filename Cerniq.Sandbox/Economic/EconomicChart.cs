using System.Text.Json.Nodes;

namespace Cerniq.Sandbox.Economic;

/// <summary>The chart of accounts: every number is an account but one, so that a missing one can be tried; and the VAT codes, for sales
/// (U) and purchases (I) at the rates that have been in force.</summary>
internal static class EconomicChart
{
    private const int MissingAccount = 9999;

    private static readonly int[] Rates = [0, 5, 9, 11, 19, 21, 25];

    public static bool HasAccount(decimal number) => number is >= 1 and not MissingAccount;

    public static bool HasVatCode(string code) => Rates.Any(rate => code == $"U{rate}" || code == $"I{rate}");

    public static JsonObject? Account(string origin, int number) => !HasAccount(number) ? null : new JsonObject
    {
        ["accountNumber"] = number,
        ["accountType"] = "profitAndLoss",
        ["barred"] = false,
        ["blockDirectEntries"] = false,
        ["name"] = $"Konto {number}",
        ["self"] = $"{origin}/economic/accounts/{number}",
    };

    public static IEnumerable<JsonObject> VatCodes(string origin) => Rates.SelectMany(rate => new[] { ("U", "Udg\u00e5ende"), ("I", "Indg\u00e5ende") }.Select(kind => new JsonObject
    {
        ["vatCode"] = $"{kind.Item1}{rate}",
        ["name"] = $"{kind.Item2} moms {rate} %",
        ["ratePercentage"] = rate,
        ["self"] = $"{origin}/economic/vat-accounts/{kind.Item1}{rate}",
    }));
}
