using System.Globalization;
using System.Text.Json.Nodes;

namespace Cerniq.Sandbox.Economic;

/// <summary>The envelope of every list: a page of items with the addresses of the others.</summary>
internal static class EconomicCollection
{
    public static EconomicReply Page(HttpRequest request, string origin, EconomicFilter filter, IEnumerable<JsonObject> items)
    {
        var skip = Number(request, "skippages", 0, 0, int.MaxValue / 1000);
        var size = Number(request, "pagesize", 20, 1, 1000);
        var all = items.ToList();
        var found = Sorted(all.FindAll(filter.Matches), request.Query["sort"]);
        var address = $"{origin}{request.Path}";
        var last = Math.Max(0, (found.Count - 1) / size);
        var pagination = new JsonObject
        {
            ["maxPageSizeAllowed"] = 1000,
            ["skipPages"] = skip,
            ["pageSize"] = size,
            ["results"] = found.Count,
            ["resultsWithoutFilter"] = all.Count,
            ["firstPage"] = Address(0),
            ["lastPage"] = Address(last),
        };
        if (skip < last)
        {
            pagination["nextPage"] = Address(skip + 1);
        }

        return EconomicReply.Ok(new JsonObject
        {
            ["collection"] = new JsonArray([.. found.Skip(skip * size).Take(size)]),
            ["pagination"] = pagination,
            ["metaData"] = new JsonObject(),
            ["self"] = Address(skip),
        });

        string Address(int page) => $"{address}?skippages={page}&pagesize={size}{Kept(request, "filter")}{Kept(request, "sort")}";
    }

    private static string Kept(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } value ? $"&{name}={Uri.EscapeDataString(value)}" : "";

    private static int Number(HttpRequest request, string name, int absent, int least, int most) =>
        request.Query[name].ToString() is not { Length: > 0 } text ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new EconomicRefusal(400, "E00600", $"{name} must be from {least} to {most}.");

    private static List<JsonObject> Sorted(List<JsonObject> items, string? sort)
    {
        if (string.IsNullOrEmpty(sort))
        {
            return items;
        }

        var name = sort.Split(',')[0].TrimStart('-', '~');
        var ordered = items.OrderBy(item => item[name] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : 0).ThenBy(item => $"{item[name]}", StringComparer.Ordinal);
        return sort.StartsWith('-') ? [.. ordered.Reverse()] : [.. ordered];
    }
}
