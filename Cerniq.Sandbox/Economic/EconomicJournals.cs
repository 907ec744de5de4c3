using System.Globalization;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Http;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>Vouchers, their entries, and what booking and payment make of them.</summary>
internal sealed class EconomicJournals(SandboxStore store, VoucherValidation validation, TimeProvider time)
{
    private static readonly string[] DraftFilters = ["amount", "date", "entryType", "journalEntryNumber", "text", "voucher.voucherNumber", "contraAccount.accountNumber", "currency.code"];

    private static readonly string[] BookedFilters =
    [
        "amount", "amountInBaseCurrency", "currency", "customer.customerNumber", "date", "dueDate", "entryNumber", "entryType", "quantity1", "quantity2",
        "remainder", "remainderInBaseCurrency", "supplier.supplierNumber", "supplierInvoiceNumber", "text", "voucherNumber",
    ];

    public static IEnumerable<JsonObject> Journals(string origin) => new[] { (1, "Daglig"), (2, "Salg"), (3, "Køb"), (4, "Bank"), (5, "Løn") }.Select(journal => new JsonObject
    {
        ["journalNumber"] = journal.Item1,
        ["name"] = journal.Item2,
        ["settings"] = new JsonObject { ["voucherNumbers"] = new JsonObject { ["minimumVoucherNumber"] = 1, ["maximumVoucherNumber"] = 999_999_999 } },
        ["vouchers"] = $"{origin}/economic/journals/{journal.Item1}/vouchers",
        ["entries"] = $"{origin}/economic/journals/{journal.Item1}/entries",
        ["self"] = $"{origin}/economic/journals/{journal.Item1}",
    });

    /// <summary>Creates one voucher or several: all or none.</summary>
    public EconomicReply Create(StoreSession session, EconomicCall call, int journal)
    {
        var sent = call.Body switch
        {
            JsonArray array => array.OfType<JsonObject>().ToList(),
            JsonObject one => [one],
            _ => throw new EconomicRefusal(400, "E04300", "The body must be a voucher or an array of vouchers."),
        };
        if (sent.Count == 0)
        {
            throw new EconomicRefusal(400, "E04300", "The body must hold a voucher.");
        }

        if (validation.Refusal(sent) is { } refusal)
        {
            return refusal;
        }

        var created = sent.ConvertAll(voucher => Create(session, call, journal, voucher));
        return new EconomicReply(201, new JsonArray([.. created.Select(voucher => voucher.Wire(call.Origin))]), created[0].UrlOf(call.Origin));
    }

    public EconomicReply Entries(EconomicCall call, int journal)
    {
        var filter = EconomicFilter.Parse(call.Request.Query["filter"], DraftFilters);
        return EconomicCollection.Page(call.Request, call.Origin, filter, Candidates(call, filter, $"draft={call.Agreement}/{journal}", "voucher.voucherNumber"));
    }

    public EconomicReply BookedEntries(EconomicCall call, string year)
    {
        var filter = EconomicFilter.Parse(call.Request.Query["filter"], BookedFilters);
        return EconomicCollection.Page(call.Request, call.Origin, filter, Candidates(call, filter, $"booked={call.Agreement}/{EconomicYears.FromUrl(year)}", "voucherNumber"));
    }

    public EconomicReply Vouchers(EconomicCall call, int journal)
    {
        var vouchers = store.Read(session => session.With(EconomicVoucher.Kept, $"journal={call.Agreement}/{journal}").ToList());
        return EconomicCollection.Page(call.Request, call.Origin, EconomicFilter.Parse(call.Request.Query["filter"], ["voucherNumber"]), vouchers.Select(voucher => voucher.Wire(call.Origin)));
    }

    /// <summary>The draft that an address names.</summary>
    /// <exception cref="EconomicRefusal">404: there is none, or it was booked.</exception>
    public static EconomicVoucher Find(StoreSession session, string agreement, int journal, string name)
    {
        var dash = name.LastIndexOf('-');
        return dash > 0 && long.TryParse(name[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && session.Find(EconomicVoucher.Kept, EconomicVoucher.KeyOf(agreement, EconomicYears.FromUrl(name[..dash]), number)) is { State: "draft" } voucher
            && voucher.Journal == journal
            ? voucher
            : throw new EconomicRefusal(404, "E00010", "Voucher not found.");
    }

    /// <summary>Books drafts, or settles booked ones; answers what has moved on.</summary>
    /// <param name="from">The state they must be in: draft or booked.</param>
    /// <param name="to">booked or paid.</param>
    /// <param name="number">The voucher number.</param>
    /// <param name="year">The accounting year; null = any.</param>
    /// <param name="agreement">The agreement; null = any.</param>
    public Task<IReadOnlyList<EconomicVoucher>> MoveAsync(string from, string to, long number, string? year, string? agreement) => store.WriteAsync<IReadOnlyList<EconomicVoucher>>(session =>
    {
        var moving = session.With(EconomicVoucher.Kept, $"number={number}")
            .Where(voucher => voucher.State == from && (year is null || voucher.Year == year) && (agreement is null || voucher.Agreement == agreement)).ToList();
        foreach (var voucher in moving)
        {
            session.Put(EconomicVoucher.Kept, voucher with { State = to });
            foreach (var entry in session.With(EconomicEntry.Kept, $"voucher={EconomicVoucher.Kept.Id(voucher)}").ToList())
            {
                session.Put(EconomicEntry.Kept, entry with { Booked = true, Remainder = to == "paid" ? 0 : entry.Amount });
            }
        }

        return moving.ConvertAll(voucher => voucher with { State = to });
    });

    private EconomicVoucher Create(StoreSession session, EconomicCall call, int journal, JsonObject sent)
    {
        var year = sent.Object("accountingYear")!.Text("year")!;
        var entries = new JsonObject();
        foreach (var (array, _) in VoucherValidation.Arrays)
        {
            if (sent.Object("entries")!.Objects(array) is { Count: > 0 } given)
            {
                entries[array] = new JsonArray([.. given.Select(static entry => entry.DeepClone())]);
            }
        }

        var voucher = session.Put(EconomicVoucher.Kept, new EconomicVoucher
        {
            Agreement = call.Agreement,
            Journal = journal,
            Year = year,
            Number = NumberFor(session, call.Agreement, year, sent),
            Entries = entries,
            IdempotencyKey = call.IdempotencyKey,
            CreatedAt = time.GetUtcNow(),
        });
        foreach (var (array, type) in VoucherValidation.Arrays)
        {
            foreach (var entry in entries.Objects(array))
            {
                session.Put(EconomicEntry.Kept, EntryOf(session, voucher, entry, type));
            }
        }

        return voucher;
    }

    private static long NumberFor(StoreSession session, string agreement, string year, JsonObject sent)
    {
        var counter = $"economic.voucher/{agreement}/{year}";
        if ((sent.Number("voucherNumber") ?? sent.Object("voucher")?.Number("voucherNumber")) is { } own)
        {
            var number = own is >= 1 and <= 999_999_999 && own == Math.Truncate(own) ? (long)own : throw new EconomicRefusal(400, "E04730", "voucherNumber must be from 1 to 999999999.");
            return session.Find(EconomicVoucher.Kept, EconomicVoucher.KeyOf(agreement, year, number)) is null ? number : throw new EconomicRefusal(400, "E04300", $"Voucher number {number} is in use.");
        }

        long next;
        do
        {
            next = session.Next(counter);
        }
        while (session.Find(EconomicVoucher.Kept, EconomicVoucher.KeyOf(agreement, year, next)) is not null);
        return next;
    }

    private static EconomicEntry EntryOf(StoreSession session, EconomicVoucher voucher, JsonObject entry, string type) => new()
    {
        Agreement = voucher.Agreement,
        Journal = voucher.Journal,
        Year = voucher.Year,
        VoucherNumber = voucher.Number,
        EntryNumber = session.Next($"economic.entry/{voucher.Agreement}"),
        EntryType = type,
        Amount = entry.Number("amount")!.Value,
        Currency = entry.Object("currency")?.Text("code") ?? "DKK",
        Date = entry.Text("date")!,
        DueDate = entry.Text("dueDate"),
        Text = entry.Text("text") ?? "",
        Customer = Copy(entry, "customer"),
        Supplier = Copy(entry, "supplier"),
        Account = Copy(entry, "account"),
        ContraAccount = Copy(entry, "contraAccount"),
        InvoiceNumber = entry.Text("supplierInvoiceNumber") ?? entry.Text("customerInvoiceNumber") ?? entry.Text("customerInvoice"),
    };

    private static JsonObject? Copy(JsonObject entry, string name) => entry.Object(name)?.DeepClone().AsObject();

    // A voucher number or a whole text is looked up; anything else reads the whole journal or year.
    private List<JsonObject> Candidates(EconomicCall call, EconomicFilter filter, string scope, string numberName) => store.Read(session =>
    {
        if (filter.AmongThem(numberName) is { } numbers)
        {
            return numbers.SelectMany(one => session.With(EconomicEntry.Kept, $"{scope}/voucher={one}")).Select(entry => entry.Wire(call.Origin)).ToList();
        }

        var mark = filter.Equal(numberName) is { } number ? $"{scope}/voucher={number}" : filter.Equal("text") is { } text ? $"{scope}/text={text}" : scope;
        return session.With(EconomicEntry.Kept, mark).Select(entry => entry.Wire(call.Origin)).ToList();
    });
}
