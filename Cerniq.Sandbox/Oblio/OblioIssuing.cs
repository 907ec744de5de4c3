using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Issues documents: each is one write, which either issues exactly one document or replays the one of the same key.</summary>
internal sealed class OblioIssuing(SandboxStore store, CompanyDirectory companies, TimeProvider time)
{
    /// <summary>Issues what is asked for.</summary>
    /// <exception cref="OblioRefusal">In Oblio's words; no number was used.</exception>
    public Task<OblioDocument> IssueAsync(string account, string type, string cif, JsonObject fields)
    {
        var draft = OblioDraft.Read(type, cif, fields, RomaniaTime.Today(time));
        var client = draft.Client is { } sent ? Complete(sent, fields.Object("client")!) : null;
        return store.WriteAsync(session => Issue(session, account, draft with { Client = client }));
    }

    private OblioDocument Issue(StoreSession session, string account, OblioDraft draft)
    {
        if (draft.IdempotencyKey is { } key && session.First(OblioDocument.Kept, OblioDocument.ReplayMark(draft.Cif, draft.Type, key)) is { } replay)
        {
            return replay;
        }

        var series = OblioSeries.Find(session, draft.Cif, draft.Type, draft.SeriesName);
        var source = draft.Reference is { } reference ? Referenced(session, draft.Cif, reference) : null;
        var document = Compose(session, draft, source, series);
        session.Put(OblioDocument.Kept, document);
        session.Put(OblioNomenclature.Companies, new OblioCompany(account, draft.Cif));
        if (source is not null && draft.Reference is { Type: "Factura", Refund: true })
        {
            session.Put(OblioDocument.Kept, source with { Collects = [] });
        }

        OblioNomenclature.Learn(session, document, draft.Fields);
        SendEmail(session, document, draft.Fields);
        return document;
    }

    private OblioDocument Compose(StoreSession session, OblioDraft draft, OblioDocument? source, OblioSeries series)
    {
        var fields = draft.Fields;
        var lines = draft.Lines.Count > 0 ? draft.Lines : Copied(source!, negative: draft.Reference is { Type: "Factura" });
        var totals = OblioTotals.Of(lines);
        return new OblioDocument
        {
            Id = session.Next("oblio.id", 261_751),
            Cif = draft.Cif,
            Type = draft.Type,
            SeriesName = draft.SeriesName,
            Number = fields.Flag("disableAutoSeries") ? OwnNumber(session, draft) : series.Take(session),
            IssueDate = draft.IssueDate,
            DueDate = fields.Date("dueDate") ?? (draft.Reference is { Type: "Proforma" } ? source!.DueDate : null),
            DeliveryDate = fields.Date("deliveryDate"),
            CollectDate = fields.Date("collectDate"),
            Precision = (int)Math.Clamp(fields.Number("precision") ?? 2, 2, 4),
            Currency = fields.Text("currency") ?? source?.Currency ?? "RON",
            ExchangeRate = fields.Number("exchangeRate") ?? source?.ExchangeRate ?? 0,
            Language = fields.Text("language") ?? source?.Language ?? "RO",
            Client = draft.Client ?? source!.Client,
            Lines = lines,
            Totals = totals,
            Reference = draft.Reference is { } reference ? reference with { Number = source!.Number } : null,
            Collects = draft.Collect is { } collect ? [collect with { Value = collect.Value == 0 ? totals.Total : collect.Value }] : [],
            Mentions = fields.Text("mentions") ?? "",
            InternalNote = fields.Text("internalNote") ?? "",
            IssuerName = fields.Text("issuerName") ?? "",
            OrderNumber = fields.Text("orderNumber") ?? "",
            ContractNumber = fields.Text("contractNumber") ?? "",
            IdempotencyKey = draft.IdempotencyKey,
            AccessToken = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            CreatedAt = time.GetUtcNow(),
        };
    }

    private static string OwnNumber(StoreSession session, OblioDraft draft)
    {
        var number = draft.Fields.Number("number") is { } given and > 0 ? OblioSeries.Format((long)given) : throw new OblioRefusal("Numarul documentului este obligatoriu");
        return session.Find(OblioDocument.Kept, OblioDocument.KeyOf(draft.Cif, draft.Type, draft.SeriesName, number)) is null
            ? number
            : throw new OblioRefusal($"Documentul cu seria {draft.SeriesName} si numarul {number} exista deja");
    }

    private static OblioDocument Referenced(StoreSession session, string cif, OblioReference reference)
    {
        var source = session.Find(OblioDocument.Kept, OblioDocument.KeyOf(cif, reference.Type, reference.SeriesName, reference.Number))
            ?? throw new OblioRefusal($"Nu exista document cu seria {reference.SeriesName} si numarul {reference.Number}");
        return source.Canceled ? throw new OblioRefusal($"Documentul cu seria {source.SeriesName} si numarul {source.Number} este anulat") : source;
    }

    private static IReadOnlyList<OblioLine> Copied(OblioDocument source, bool negative) =>
        negative ? [.. source.Lines.Select(static line => line with { Quantity = -line.Quantity })] : source.Lines;

    private OblioClient Complete(OblioClient client, JsonObject sent)
    {
        if (!sent.Flag("autocomplete") || companies.Find(client.Cif) is not { } company)
        {
            return client.Name.Length > 0 ? client : throw new OblioRefusal("Numele clientului este obligatoriu");
        }

        return client with
        {
            Name = Or(client.Name, company.Denumire),
            Rc = Or(client.Rc, company.NrRegCom),
            Address = Or(client.Address, $"{company.Strada} {company.Numar}"),
            State = Or(client.State, company.Judet.Replace("MUNICIPIUL ", "", StringComparison.OrdinalIgnoreCase)),
            City = Or(client.City, company.Localitate),
            VatPayer = client.VatPayer || company.ScpTva,
        };
    }

    private static string Or(string own, string other) => own.Length > 0 ? own : other;

    private void SendEmail(StoreSession session, OblioDocument document, JsonObject fields)
    {
        if (fields.Flag("sendEmail") && document.Client.Email.Length > 0)
        {
            session.Put(OblioEmail.Kept, new OblioEmail(document.Cif, document.Type, document.SeriesName, document.Number, document.Client.Email, time.GetUtcNow()));
        }
    }
}

/// <summary>An e-mail that a real account would have sent.</summary>
internal sealed record OblioEmail(string Cif, string Type, string SeriesName, string Number, string To, DateTimeOffset At)
{
    public static Kind<OblioEmail> Kept { get; } = new("oblio.email", static email => OblioDocument.KeyOf(email.Cif, email.Type, email.SeriesName, email.Number));
}
