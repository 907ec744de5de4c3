using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Finds, lists, cancels, restores, deletes and collects issued documents.</summary>
internal sealed class OblioDocuments(SandboxStore store, TimeProvider time)
{
    private const int LargestPage = 100;

    /// <summary>The document that cif, seriesName and number name.</summary>
    /// <exception cref="OblioRefusal">There is none.</exception>
    public static OblioDocument Find(StoreSession session, string type, string cif, JsonObject fields)
    {
        var series = fields.Text("seriesName") ?? throw new OblioRefusal("Seria documentului este obligatorie");
        var number = fields.Text("number") ?? throw new OblioRefusal("Numarul documentului este obligatoriu");
        return session.Find(OblioDocument.Kept, OblioDocument.KeyOf(cif, type, series, number))
            ?? throw new OblioRefusal($"Nu exista document cu seria {series} si numarul {number}");
    }

    public OblioDocument Find(string type, string cif, JsonObject fields) => store.Read(session => Find(session, type, cif, fields));

    public OblioDocument? FindByLink(string id, string token) =>
        store.Read(session => session.First(OblioDocument.Kept, $"id={id}")) is { } document && document.AccessToken == token ? document : null;

    public Task<OblioDocument> SetCanceledAsync(string type, string cif, JsonObject fields, bool canceled) => store.WriteAsync(session =>
    {
        var document = Find(session, type, cif, fields);
        return document.Canceled == canceled
            ? throw new OblioRefusal(canceled ? "Documentul este deja anulat" : "Documentul nu este anulat")
            : session.Put(OblioDocument.Kept, document with { Canceled = canceled });
    });

    public Task<OblioDocument> DeleteAsync(string type, string cif, JsonObject fields) => store.WriteAsync(session =>
    {
        var document = Find(session, type, cif, fields);
        var series = OblioSeries.Find(session, cif, type, document.SeriesName);
        if (!series.IsLast(session, document.Ordinal))
        {
            throw new OblioRefusal("Se poate sterge doar ultimul document din serie");
        }

        if (document.IndexUpload is not null)
        {
            throw new OblioRefusal("Documentul a fost trimis in SPV si nu mai poate fi sters");
        }

        if (document.Collects.Count > 0 && !fields.Flag("deleteCollect"))
        {
            throw new OblioRefusal("Documentul are incasari si nu poate fi sters");
        }

        session.Delete(OblioDocument.Kept, OblioDocument.Kept.Id(document));
        series.GiveBack(session, document.Ordinal);
        return document;
    });

    public Task<OblioDocument> CollectAsync(string cif, JsonObject fields) => store.WriteAsync(session =>
    {
        var document = Find(session, "Factura", cif, fields);
        var collect = OblioDraft.CollectOf(fields.Object("collect") ?? throw new OblioRefusal("Incasarea este obligatorie"), RomaniaTime.Today(time));
        if (document.Canceled)
        {
            throw new OblioRefusal("Documentul este anulat");
        }

        var value = collect.Value == 0 ? document.Totals.Total - document.Collected : collect.Value;
        return session.Put(OblioDocument.Kept, document with { Collects = [.. document.Collects, collect with { Value = value }] });
    });

    /// <summary>A page of documents, the newest first unless asked otherwise.</summary>
    public IReadOnlyList<OblioDocument> List(string type, string cif, JsonObject query)
    {
        var take = (int)Math.Clamp(query.Number("limitPerPage") ?? LargestPage, 1, LargestPage);
        var skip = (int)Math.Max(query.Number("offset") ?? 0, 0);
        var descending = !"ASC".Equals(query.Text("orderDir"), StringComparison.OrdinalIgnoreCase);
        return store.Read(session => Candidates(session, type, cif, query, descending).Where(document => Matches(document, query)).Skip(skip).Take(take).ToList());
    }

    private static IEnumerable<OblioDocument> Candidates(StoreSession session, string type, string cif, JsonObject query, bool descending)
    {
        if (query.Text("seriesName") is { } series && query.Text("number") is { } number)
        {
            return session.Find(OblioDocument.Kept, OblioDocument.KeyOf(cif, type, series, number)) is { } one ? [one] : [];
        }

        if (query.Text("id") is { } id)
        {
            return session.First(OblioDocument.Kept, $"id={id}") is { } one && one.Cif == cif && one.Type == type ? [one] : [];
        }

        var all = session.With(OblioDocument.Kept, OblioDocument.ListMark(cif, type), new Slice(descending));
        return query.Text("orderBy") switch
        {
            "issueDate" => descending ? all.OrderByDescending(static document => document.IssueDate) : all.OrderBy(static document => document.IssueDate),
            "number" => descending ? all.OrderByDescending(static document => document.Ordinal) : all.OrderBy(static document => document.Ordinal),
            _ => all,
        };
    }

    private static bool Matches(OblioDocument document, JsonObject query) =>
        (query.Text("seriesName") is not { } series || document.SeriesName == series)
        && (query.Number("number") is not { } number || document.Ordinal == number)
        && Matches(document.Canceled, query.Text("canceled"))
        && Matches(document.IsCollected, query.Text("collected"))
        && query.Text("draft") is not "1"
        && (query.Date("issuedAfter") is not { } after || document.IssueDate >= after)
        && (query.Date("issuedBefore") is not { } before || document.IssueDate <= before)
        && (query.Object("client") is not { } client || MatchesClient(document.Client, client));

    private static bool Matches(bool value, string? wanted) => wanted is not ("0" or "1") || value == (wanted == "1");

    private static bool MatchesClient(OblioClient client, JsonObject wanted) =>
        (wanted.Text("cif") is not { } cif || (FiscalCode.Digits(client.Cif) ?? client.Cif) == (FiscalCode.Digits(cif) ?? cif))
        && (wanted.Text("email") is not { } email || client.Email.Equals(email, StringComparison.OrdinalIgnoreCase))
        && (wanted.Text("phone") is not { } phone || client.Phone == phone)
        && (wanted.Text("code") is not { } code || client.Code == code);
}
