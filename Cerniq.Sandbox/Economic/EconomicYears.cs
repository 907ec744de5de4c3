using System.Globalization;
using System.Text.Json.Nodes;

namespace Cerniq.Sandbox.Economic;

/// <summary>Accounting years: calendar years, of which the ones before 2024 are closed.</summary>
internal static class EconomicYears
{
    private const int First = 2022;
    private const int FirstOpen = 2024;
    private const int Last = 2035;

    public static IEnumerable<JsonObject> All(string origin) => Enumerable.Range(First, Last - First + 1).Select(year => Wire(origin, year));

    /// <summary>The year's number, or null when there is no such accounting year.</summary>
    public static int? Find(string? year) =>
        int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= First and <= Last ? number : null;

    public static bool IsClosed(int year) => year < FirstOpen;

    /// <summary>In an address a slash is written <c>_6_</c>.</summary>
    public static string InUrl(string year) => year.Replace("/", "_6_");

    public static string FromUrl(string year) => year.Replace("_6_", "/");

    public static string UrlOf(string origin, string year) => $"{origin}/economic/accounting-years/{InUrl(year)}";

    public static JsonObject Wire(string origin, int year) => new()
    {
        ["year"] = $"{year}",
        ["fromDate"] = $"{year}-01-01",
        ["toDate"] = $"{year}-12-31",
        ["closed"] = IsClosed(year),
        ["periods"] = $"{UrlOf(origin, $"{year}")}/periods",
        ["entries"] = $"{UrlOf(origin, $"{year}")}/entries",
        ["totals"] = $"{UrlOf(origin, $"{year}")}/totals",
        ["self"] = UrlOf(origin, $"{year}"),
    };
}
