using System.Globalization;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>listaMesajeFactura and listaMesajePaginatieFactura.</summary>
internal sealed class AnafLists(SandboxStore store, AnafRights rights, AnafQuotas quotas, TimeProvider time)
{
    private const string Title = "Lista Mesaje";
    private const int PageSize = 500;
    private const long WindowMs = 60L * 24 * 3600 * 1000;

    public async Task<IResult> PlainAsync(string environment, string? zile, string? cif, string? filtru)
    {
        if (string.IsNullOrEmpty(zile) || string.IsNullOrEmpty(cif))
        {
            return AnafAnswer.BadRequest("Parametrii zile si cif sunt obligatorii", time);
        }

        if (!cif.All(char.IsAsciiDigit))
        {
            return Error($"CIF introdus= {cif} nu este un numar");
        }

        if (!int.TryParse(zile, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days))
        {
            return Error($"Numarul de zile introdus= {zile} nu este un numar intreg");
        }

        if (days is < 1 or > 60)
        {
            return Error("Numarul de zile trebuie sa fie intre 1 si 60");
        }

        if (await RefusedAsync(cif, filtru, "lista", AnafQuotas.Lists) is { } refused)
        {
            return refused;
        }

        var from = time.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        var found = Messages(environment, cif, filtru, new Slice(Descending: true, From: from, Take: PageSize + 1));
        return found.Count switch
        {
            0 => Error($"Nu exista mesaje in ultimele {days} zile"),
            > PageSize => Error("Lista de mesaje este mai mare decat numarul de 500 elemente permise in pagina. Folositi endpoint-ul cu paginatie."),
            _ => AnafAnswer.Json(Signed(new JsonObject { ["mesaje"] = Array(found) }, cif, $"Lista Mesaje disponibile din ultimele {days} zile")),
        };
    }

    public async Task<IResult> PagedAsync(string environment, IQueryCollection query)
    {
        string? startText = query["startTime"], endText = query["endTime"], cif = query["cif"], pageText = query["pagina"], filtru = query["filtru"];
        if (string.IsNullOrEmpty(startText) || string.IsNullOrEmpty(endText) || string.IsNullOrEmpty(cif) || string.IsNullOrEmpty(pageText))
        {
            return AnafAnswer.BadRequest("Parametrii startTime, endTime, cif si pagina sunt obligatorii", time);
        }

        if (!cif.All(char.IsAsciiDigit) || cif.Length > 13)
        {
            return Error($"CIF introdus= {cif} nu este un numar sau nu are o valoare acceptata de sistem");
        }

        foreach (var (name, text) in new[] { ("startTime", startText), ("endTime", endText), ("pagina", pageText) })
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1 || value > 253_402_300_799_999)
            {
                return Error($"{name} = {text} nu este un numar sau nu are o valoare acceptata de sistem");
            }
        }

        var (start, end) = (long.Parse(startText, CultureInfo.InvariantCulture), long.Parse(endText, CultureInfo.InvariantCulture));
        return WindowError(start, end) is { } window
            ? Error(window)
            : await RefusedAsync(cif, filtru, "paginatie", AnafQuotas.PagedLists)
                ?? Page(environment, cif, filtru, start, end, long.Parse(pageText, CultureInfo.InvariantCulture));
    }

    private IResult Page(string environment, string cif, string? filtru, long start, long end, long page)
    {
        var mark = AnafMessage.MarkOf(environment, cif, Filter(filtru));
        var total = store.Read(session => session.Count(AnafMessage.Kept, mark, start, end));
        if (total == 0)
        {
            return Error("Nu exista mesaje in intervalul selectat");
        }

        var pages = (total + PageSize - 1) / PageSize;
        if (page > pages)
        {
            return Error($"Pagina solicitata {page} este mai mare decat numarul toatal de pagini {pages}");
        }

        var found = Messages(environment, cif, filtru, new Slice(Descending: true, start, end, (int)(page - 1) * PageSize, PageSize));
        return AnafAnswer.Json(Signed(
            new JsonObject
            {
                ["mesaje"] = Array(found),
                ["numar_inregistrari_in_pagina"] = found.Count,
                ["numar_total_inregistrari_per_pagina"] = PageSize,
                ["numar_total_inregistrari"] = total,
                ["numar_total_pagini"] = pages,
                ["index_pagina_curenta"] = page,
            },
            cif,
            $"Lista Mesaje disponibile din intervalul {Wall(start)} - {Wall(end)}"));
    }

    private string? WindowError(long start, long end)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return start < now - WindowMs ? $"startTime = {Wall(start)} nu poate fi mai vechi de 60 de zile fata de momentul requestului"
            : end <= start ? $"endTime = {Wall(end)} nu poate fi <= startTime = {Wall(start)}"
            : end > now ? $"endTime = {Wall(end)} nu poate in viitor fata de momentul requestului = {Wall(now)}"
            : null;
    }

    private async Task<IResult?> RefusedAsync(string cif, string? filtru, string quota, int allowed)
    {
        if (!string.IsNullOrEmpty(filtru) && filtru is not ("E" or "T" or "P" or "R"))
        {
            return Error("Valorile acceptate pentru parametrul filtru sunt E, T, P sau R");
        }

        if (!rights.Has(cif))
        {
            return Error($"Nu aveti drept in SPV pentru CIF={cif}");
        }

        return await quotas.TakeAsync(quota, cif, allowed) ? null : Error($"S-au facut deja {allowed} interogari de lista mesaje de catre utilizator in cursul zilei");
    }

    private List<AnafMessage> Messages(string environment, string cif, string? filtru, Slice slice) =>
        store.Read(session => session.With(AnafMessage.Kept, AnafMessage.MarkOf(environment, cif, Filter(filtru)), slice).ToList());

    private static JsonArray Array(List<AnafMessage> messages) => new([.. messages.Select(static message => new JsonObject
    {
        ["data_creare"] = RomaniaTime.Minute(message.CreatedAt),
        ["cif"] = message.Cif,
        ["id_solicitare"] = message.IdSolicitare,
        ["detalii"] = message.Detalii,
        ["tip"] = message.Tip,
        ["id"] = message.Id,
    })]);

    private static JsonObject Signed(JsonObject body, string cif, string title)
    {
        body["serial"] = "5AND80X0";
        body["cui"] = cif;
        body["titlu"] = title;
        return body;
    }

    private static string? Filter(string? filtru) => string.IsNullOrEmpty(filtru) ? null : filtru;

    private static string Wall(long milliseconds) => RomaniaTime.Second(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private static IResult Error(string message) => AnafAnswer.Error(message, Title);
}
