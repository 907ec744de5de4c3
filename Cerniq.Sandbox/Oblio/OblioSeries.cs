using System.Globalization;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>A numbering series of a company. Its numbers have no holes: the next one is always one more than the last issued.</summary>
internal sealed record OblioSeries(string Cif, string Type, string Name, long Start, bool Default)
{
    /// <summary>Series added through the control API; the standard ones need no row.</summary>
    public static Kind<OblioSeries> Kept { get; } = new("oblio.series", static series => $"{series.Cif}/{series.Type}/{series.Name}")
    {
        Marks = static series => [$"cif={series.Cif}"],
    };

    private string Counter => $"oblio.number/{Cif}/{Type}/{Name}";

    public static IReadOnlyList<OblioSeries> Of(StoreSession session, string cif) =>
    [
        new(cif, "Factura", "FCT", 1, true),
        new(cif, "Proforma", "PR", 1, true),
        new(cif, "Aviz", "AV", 1, true),
        new(cif, "Chitanta", "CH", 1, true),
        .. session.With(Kept, $"cif={cif}"),
    ];

    /// <summary>The series of a document.</summary>
    /// <exception cref="OblioRefusal">There is none of that name and type.</exception>
    public static OblioSeries Find(StoreSession session, string cif, string type, string name) =>
        Of(session, cif).FirstOrDefault(series => series.Type == type && series.Name == name) ?? throw new OblioRefusal($"Seria {name} nu exista");

    public static string Format(long number) => number.ToString("D4", CultureInfo.InvariantCulture);

    public string Take(StoreSession session) => Format(session.Next(Counter, Start));

    public string Next(StoreSession session) => Format((session.Current(Counter) ?? Start - 1) + 1);

    /// <summary>True when this is the number issued last.</summary>
    public bool IsLast(StoreSession session, long number) => session.Current(Counter) == number;

    public void GiveBack(StoreSession session, long number) => session.SetCounter(Counter, number - 1);
}
