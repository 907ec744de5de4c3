using System.Globalization;

namespace Cerniq.Functions.Tenants;

/// <summary>Settings that map one code to another, written <c>key=value</c> and divided by commas.</summary>
public static class CodePairs
{
    private const int MaxText = 4000;
    private const int MaxVatCode = 5;

    /// <summary>Reads pairs; each key once.</summary>
    public static bool TryRead(string text, Func<string, bool> isValue, out IReadOnlyDictionary<string, string> pairs)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        pairs = read;
        if (text.Length > MaxText)
        {
            return false;
        }

        foreach (var part in text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } key, { Length: > 0 } value]
                || !isValue(value) || !read.TryAdd(key, value))
            {
                return false;
            }
        }

        return read.Count > 0;
    }

    /// <summary>VAT rates in per cent, and e-conomic's codes for them.</summary>
    public static IReadOnlyDictionary<decimal, string>? VatCodes(string? text) =>
        text is not null && TryRead(text, IsVatCode, out var pairs)
            ? pairs.ToDictionary(pair => Rate(pair.Key) ?? -1m, pair => pair.Value)
            : null;

    internal static bool AreVatCodes(string text) =>
        TryRead(text, IsVatCode, out var pairs) && pairs.Keys.Select(Rate).Distinct().Count() == pairs.Count
        && pairs.Keys.All(key => Rate(key) is not null);

    internal static bool IsNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 999_999_999;

    internal static bool AreTenants(string text) => text.Length <= MaxText && Listed(text) is { Count: > 0 } tenants && tenants.All(TenantId.IsValid);

    /// <summary>The names in a list.</summary>
    public static IReadOnlyList<string> Listed(string? text) =>
        text?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsVatCode(string text) => text.Length <= MaxVatCode && text.All(char.IsAsciiLetterOrDigit);

    private static decimal? Rate(string text) =>
        decimal.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 100
            ? rate
            : null;
}
