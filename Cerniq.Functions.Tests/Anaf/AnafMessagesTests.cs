using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafMessagesTests
{
    private const string Two =
        """{"mesaje":[{"data_creare":"202211011415","cif":"8000000000","id_solicitare":"5001130147","detalii":"Erori de validare identificate la factura primita cu id_incarcare=5001130147","tip":"ERORI FACTURA","id":"3001293434"},{"data_creare":"202211011336","cif":"8000000000","id_solicitare":"5001131297","detalii":"Factura cu id_incarcare=5001131297 emisa de cif_emitent=8000000000 pentru cif_beneficiar=3","tip":"FACTURA TRIMISA","id":"3001503294"}],"numar_inregistrari_in_pagina":2,"numar_total_inregistrari_per_pagina":500,"numar_total_inregistrari":2,"numar_total_pagini":PAGES,"index_pagina_curenta":1,"serial":"1234AA456","cui":"8000000000","titlu":"Lista Mesaje"}""";

    private readonly AnafFixture anaf = new AnafFixture().LoggingIn();

    private DateTimeOffset Now => anaf.Stub.Clock.GetUtcNow();

    [Fact]
    public async Task Reads_messages()
    {
        anaf.Stub.Then(Pages(1));

        var messages = await ListAsync(Now.AddDays(-1), Now);

        messages[0].Type.ShouldBe(MessageType.Errors);
        messages[0].CreatedAt.ShouldBe(new DateTimeOffset(2022, 11, 1, 12, 15, 0, TimeSpan.Zero));
        messages[1].ShouldSatisfyAllConditions(
            sent => sent.Type.ShouldBe(MessageType.Sent),
            sent => sent.UploadIndex.ShouldBe("5001131297"),
            sent => sent.DownloadId.ShouldBe("3001503294"),
            sent => sent.Issuer.ShouldBe("8000000000"),
            sent => sent.Buyer.ShouldBe("3"));
    }

    [Fact]
    public async Task Asks_for_every_page()
    {
        anaf.Stub.Then(Pages(2)).Then(Pages(2));

        (await ListAsync(Now.AddDays(-1), Now)).Count.ShouldBe(4);
        anaf.Stub.Requests.Select(sent => sent.Query).Where(query => query.Contains("pagina=", StringComparison.Ordinal))
            .Select(query => query.Split("pagina=")[1]).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("Nu exista mesaje in ultimele 15 zile")]
    [InlineData("Nu exista mesaje in intervalul selectat")]
    public async Task No_messages_is_an_empty_list_though_it_comes_as_an_error(string words)
    {
        anaf.Stub.Then($$"""{"eroare":"{{words}}","titlu":"Lista Mesaje"}""");

        (await ListAsync(Now.AddDays(-1), Now)).ShouldBeEmpty();
        anaf.Stub.Trail.Last().Outcome.ShouldBe("ok");
    }

    [Theory]
    [InlineData("Pagina solicitata 2 este mai mare decat numarul toatal de pagini 1")]
    [InlineData("Pagina solicitata 2 este mai mare decat numarul total de pagini 1")]
    public async Task A_page_behind_the_last_ends_the_list(string words)
    {
        anaf.Stub.Then(Pages(2)).Then($$"""{"eroare":"{{words}}","titlu":"Lista Mesaje"}""");

        (await ListAsync(Now.AddDays(-1), Now)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keeps_a_distance_from_both_ends_of_the_window()
    {
        anaf.Stub.Then(Pages(1));

        await ListAsync(Now.AddDays(-100), Now.AddDays(1));

        var query = anaf.Stub.Requests.Last().Query;
        query.ShouldContain($"startTime={Now.AddDays(-60).AddMinutes(5).ToUnixTimeMilliseconds()}&");
        query.ShouldContain($"endTime={Now.AddSeconds(-2).ToUnixTimeMilliseconds()}&");
    }

    [Theory]
    [InlineData("endTime = 20-11-2026 10:59:00 nu poate in viitor fata de momentul requestului = 20-11-2026 10:58:00", "2026-11-20T08:57:58Z")]
    [InlineData("endTime = 20-11-2026 10:59:00 nu poate in viitor fata de momentul requestului", "2026-11-20T08:44:58Z")]
    public async Task Goes_by_ANAFs_clock_when_it_is_behind(string words, string end)
    {
        anaf.Stub.Then($$"""{"eroare":"{{words}}","titlu":"Lista Mesaje"}""").Then(Pages(1));

        (await ListAsync(Now.AddDays(-1), Now)).Count.ShouldBe(2);

        var expected = DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        anaf.Stub.Requests.Last().Query.ShouldContain($"endTime={expected}&");
    }

    [Fact]
    public async Task Does_not_chase_the_clock_for_ever()
    {
        const string future = """{"eroare":"endTime = 20-11-2026 10:59:00 nu poate in viitor fata de momentul requestului","titlu":"Lista Mesaje"}""";
        anaf.Stub.Then(future).Then(future);

        await Should.ThrowAsync<ServiceRefusedException>(() => ListAsync(Now.AddDays(-1), Now));
    }

    [Theory]
    [InlineData("Nu aveti drept in SPV pentru CIF=8000000000", FaultKind.Authentication)]
    [InlineData("S-au facut deja 1000 interogari de lista mesaje de catre utilizator in cursul zilei", FaultKind.RateLimit)]
    public async Task Other_errors_are_errors(string words, FaultKind kind)
    {
        anaf.Stub.Then($$"""{"eroare":"{{words}}","titlu":"Lista Mesaje"}""");

        (await Should.ThrowAsync<ServiceException>(() => ListAsync(Now.AddDays(-1), Now))).Fault.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("Factura cu id_incarcare=1 transmisa de cif=22  ca autofactura in numele cif=11", "11", "22")]
    [InlineData("Factura cu id_incarcare=1 transmisa de cif=22 ca autofactutra in numele cif=11", "11", "22")]
    [InlineData("Factura cu id_incarcare=1 emisa de cif_emitent=11 pentru cif_beneficiar=22", "11", "22")]
    [InlineData("Erori de validare identificate la factura transmisa cu id_incarcare=1", null, null)]
    public void Finds_issuer_and_buyer_in_the_sentence(string details, string? issuer, string? buyer)
    {
        var message = new AnafMessage("1", "1", null, "1", MessageType.Sent, "", details);

        message.Issuer.ShouldBe(issuer);
        message.Buyer.ShouldBe(buyer);
    }

    [Theory]
    [InlineData("MESAJ CUMPARATOR PRIMIT", MessageType.BuyerMessage)]
    [InlineData("MESAJ CUMPARATOR PRIMIT / MESAJ CUMPARATOR TRANSMIS", MessageType.BuyerMessage)]
    [InlineData("FACTURA PRIMITA", MessageType.Received)]
    [InlineData("ALTCEVA", MessageType.Other)]
    public void Knows_types(string tip, MessageType type) =>
        AnafMessage.Of(new AnafListedMessage { Type = tip }).Type.ShouldBe(type);

    [Fact]
    public async Task Lists_the_last_days_in_one_call()
    {
        anaf.Stub.Then(Two.Replace("PAGES", "1", StringComparison.Ordinal)).Then("""{"eroare":"Nu exista mesaje in ultimele 15 zile","titlu":"Lista Mesaje"}""");

        (await anaf.Client.RecentMessagesAsync(60, MessageFilter.Sent)).Count.ShouldBe(2);

        var sent = anaf.Stub.Requests.Last();
        sent.Path.ShouldEndWith("/listaMesajeFactura");
        sent.Query.ShouldBe("?zile=60&cif=8000000000&filtru=T");
        (await anaf.Client.RecentMessagesAsync(15)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_pages_where_one_call_does_not_give_all()
    {
        anaf.Stub.Then("""{"eroare":"Lista de mesaje este mai mare decat numarul de 500 elemente permise in pagina. Folositi endpoint-ul cu paginatie.","titlu":"Lista Mesaje"}""")
            .Then(Pages(2)).Then(Pages(2));

        (await anaf.Client.RecentMessagesAsync(1)).Count.ShouldBe(4);
    }

    private static string Pages(int pages) => Two.Replace("PAGES", $"{pages}", StringComparison.Ordinal);

    private async Task<List<AnafMessage>> ListAsync(DateTimeOffset from, DateTimeOffset to)
    {
        var all = new List<AnafMessage>();
        await foreach (var message in anaf.Client.ListMessagesAsync(from, to))
        {
            all.Add(message);
        }

        return all;
    }
}
