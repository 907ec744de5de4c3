using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Reads product and discount lines as they are sent.</summary>
internal static class OblioLineReader
{
    private static readonly string[] ProductTypes =
    [
        "Marfa", "Materii prime", "Materiale consumabile", "Semifabricate", "Produs finit", "Produs rezidual", "Produse agricole",
        "Animale si pasari", "Ambalaje", "Obiecte de inventar", "Serviciu",
    ];

    public static IReadOnlyList<OblioLine> Read(IReadOnlyList<JsonObject> products, string currency)
    {
        var lines = new List<OblioLine>();
        var reduced = new HashSet<int>();
        foreach (var product in products)
        {
            if (product.Number("discount") is { } discount)
            {
                Discount(lines, reduced, product, discount);
            }
            else
            {
                lines.Add(Product(product, currency));
            }
        }

        return lines;
    }

    private static OblioLine Product(JsonObject product, string currency)
    {
        var name = product.Text("name") ?? throw new OblioRefusal("Numele produsului este obligatoriu");
        var price = product.Number("price") ?? throw new OblioRefusal($"Produsul {name} nu are pret");
        var rate = VatRates.Match(product.Text("vatName"), product.Number("vatPercentage"))
            ?? throw new OblioRefusal(
                $"Produsul {name} are cota TVA {product.Text("vatName")} {product.Number("vatPercentage")}%, dar aceasta nu este setata in Oblio".Replace("  ", " "));
        var type = product.Text("productType") ?? "";
        if (type.Length > 0 && !ProductTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw new OblioRefusal($"Produsul {name} are tipul {type}, care nu exista");
        }

        if (product.Text("quantity") is { } text && product.Number("quantity") is null or 0)
        {
            throw new OblioRefusal($"Produsul {name} are cantitatea {text}, care nu este valida");
        }

        return new OblioLine
        {
            Name = name,
            Code = product.Text("code") ?? "",
            Description = product.Text("description") ?? "",
            Price = price,
            Quantity = product.Number("quantity") ?? 1,
            MeasuringUnit = product.Text("measuringUnit") ?? "buc",
            Currency = product.Text("currency") ?? currency,
            VatName = rate.Name,
            VatPercentage = rate.Percent,
            VatIncluded = product.Flag("vatIncluded", absent: true),
            Management = product.Text("management") ?? "",
            ProductType = type,
        };
    }

    // A discount lowers the line above it, or every line above that has none yet, in that line's own VAT regime.
    private static void Discount(List<OblioLine> lines, HashSet<int> reduced, JsonObject product, decimal discount)
    {
        var name = product.Text("name") ?? throw new OblioRefusal("Numele discountului este obligatoriu");
        var above = Enumerable.Range(0, lines.Count).Where(i => !lines[i].IsDiscount && !reduced.Contains(i)).ToList();
        var targets = product.Flag("discountAllAbove") ? above : above.TakeLast(1).ToList();
        if (targets.Count == 0)
        {
            throw new OblioRefusal($"Discountul {name} nu are produs la care sa se aplice");
        }

        var amounts = Shares(targets.ConvertAll(i => OblioTotals.Amount(lines[i])), discount, product.Text("discountType") ?? "valoric", name);
        for (var i = 0; i < targets.Count; i++)
        {
            lines.Add(lines[targets[i]] with { Name = name, Code = "", Description = "", Price = -amounts[i], Quantity = 1, IsDiscount = true });
        }

        reduced.UnionWith(targets);
    }

    private static decimal[] Shares(List<decimal> amounts, decimal discount, string type, string name)
    {
        if (type == "procentual")
        {
            return [.. amounts.Select(amount => OblioTotals.Round(amount * discount / 100m))];
        }

        if (type != "valoric")
        {
            throw new OblioRefusal($"Discountul {name} are tipul {type}, care nu exista");
        }

        var sum = amounts.Sum();
        var shares = amounts.Select(amount => sum == 0 ? 0 : OblioTotals.Round(discount * amount / sum)).ToArray();
        shares[^1] += discount - shares.Sum();
        return shares;
    }
}
