using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Oblio;

/// <summary>A document as asked for, read but not yet issued.</summary>
internal sealed record OblioDraft
{
    private static readonly string[] CollectTypes =
    [
        "Chitanta", "Bon fiscal", "Bon fiscal card", "Alta incasare numerar", "Ordin de plata", "Mandat postal", "Card", "CEC", "Bilet ordin",
        "Alta incasare banca", "Ramburs",
    ];

    public required string Type { get; init; }

    public required string Cif { get; init; }

    public required string SeriesName { get; init; }

    public required DateOnly IssueDate { get; init; }

    public required JsonObject Fields { get; init; }

    public OblioClient? Client { get; init; }

    public required IReadOnlyList<OblioLine> Lines { get; init; }

    public OblioReference? Reference { get; init; }

    public OblioCollect? Collect { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Reads and checks everything that needs no look at what was issued before.</summary>
    /// <exception cref="OblioRefusal">In Oblio's words.</exception>
    public static OblioDraft Read(string type, string cif, JsonObject fields, DateOnly today)
    {
        var issued = DateOf(fields, "issueDate", "Data emiterii") ?? today;
        if (DateOf(fields, "dueDate", "Data scadentei") is { } due && due < issued)
        {
            throw new OblioRefusal("Data scadentei nu poate fi mai mica decat data emiterii");
        }

        var reference = ReferenceOf(fields, type);
        var lines = OblioLineReader.Read(fields.Objects("products"), fields.Text("currency") ?? "RON");
        var client = fields.Object("client") is { } buyer ? ClientOf(buyer) : null;
        if (reference is null && client is null)
        {
            throw new OblioRefusal("Clientul este obligatoriu");
        }

        if (reference is null && lines.Count == 0)
        {
            throw new OblioRefusal("Documentul nu are produse");
        }

        return new OblioDraft
        {
            Type = type,
            Cif = cif,
            SeriesName = fields.Text("seriesName") ?? throw new OblioRefusal("Seria documentului este obligatorie"),
            IssueDate = issued,
            Fields = fields,
            Client = client,
            Lines = lines,
            Reference = reference,
            Collect = type == "Factura" && fields.Object("collect") is { } collect ? CollectOf(collect, issued) : null,
            IdempotencyKey = fields.Text("idempotencyKey"),
        };
    }

    public static OblioCollect CollectOf(JsonObject collect, DateOnly today)
    {
        var type = collect.Text("type") ?? throw new OblioRefusal("Tipul incasarii este obligatoriu");
        if (!CollectTypes.Contains(type, StringComparer.Ordinal))
        {
            throw new OblioRefusal($"Tipul incasarii {type} nu exista");
        }

        var number = collect.Text("documentNumber") ?? (type == "Chitanta" ? collect.Text("seriesName") : null)
            ?? throw new OblioRefusal(type == "Chitanta" ? "Seria chitantei este obligatorie" : "Numarul documentului de incasare este obligatoriu");
        return new OblioCollect(DateOf(collect, "issueDate", "Data incasarii") ?? today, type, number, collect.Number("value") ?? 0);
    }

    private static DateOnly? DateOf(JsonObject fields, string name, string label) =>
        fields.Date(name) ?? (fields.Text(name) is { } text ? throw new OblioRefusal($"{label} {text} nu este valida") : null);

    private static OblioReference? ReferenceOf(JsonObject fields, string type)
    {
        if (fields.Object("referenceDocument") is not { } reference || reference.Text("type") is not { } kind)
        {
            return null;
        }

        if (type != "Factura" || kind is not ("Factura" or "Proforma" or "Aviz"))
        {
            throw new OblioRefusal($"Tipul documentului de referinta {kind} nu este valid");
        }

        return new OblioReference(kind, reference.Text("seriesName") ?? "", reference.Text("number") ?? "", reference.Flag("refund"));
    }

    private static OblioClient ClientOf(JsonObject client) => new()
    {
        Cif = client.Text("cif") ?? "",
        Name = client.Text("name") ?? (client.Flag("autocomplete") ? "" : throw new OblioRefusal("Numele clientului este obligatoriu")),
        Rc = client.Text("rc") ?? "",
        Code = client.Text("code") ?? "",
        Address = client.Text("address") ?? "",
        State = client.Text("state") ?? "",
        City = client.Text("city") ?? "",
        Country = client.Text("country") ?? "",
        Iban = client.Text("iban") ?? "",
        Bank = client.Text("bank") ?? "",
        Email = client.Text("email") ?? "",
        Phone = client.Text("phone") ?? "",
        Contact = client.Text("contact") ?? "",
        VatPayer = client.Flag("vatPayer"),
    };
}
