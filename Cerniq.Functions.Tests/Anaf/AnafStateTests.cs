using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafStateTests
{
    private const string Open = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<header xmlns=\"mfp:anaf:dgti:efactura:stareMesajFactura:v1\" ";
    private readonly AnafFixture anaf = new AnafFixture().LoggingIn();

    public static TheoryData<string, MessageState> States => new()
    {
        { "stare=\"ok\" id_descarcare=\"1234\"/>", new MessageState.Ok("1234") },
        { "stare=\"nok\" id_descarcare=\"1234\"/>", new MessageState.Nok("1234") },
        { "stare=\"in prelucrare\"/>", new MessageState.Processing() },
        { "stare=\"XML cu erori nepreluat de sistem\"/>", new MessageState.NotTaken() },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Reads_every_state(string rest, MessageState expected)
    {
        anaf.Stub.Then(Open + rest, 200, "application/xml");

        (await anaf.Client.MessageStateAsync("3828", CancellationToken.None)).ShouldBe(expected);
        anaf.Stub.Requests.Last().Address.Query.ShouldBe("?id_incarcare=3828");
    }

    [Theory]
    [InlineData("Nu aveti dreptul de inteorgare pentru id_incarcare= 18", FaultKind.Authentication)]
    [InlineData("Nu exista niciun CIF petru care sa aveti drept", FaultKind.Authentication)]
    [InlineData("Id_incarcare introdus= aaa nu este un numar intreg", FaultKind.Validation)]
    [InlineData("Nu exista factura cu id_incarcare= 15000", FaultKind.NotFound)]
    [InlineData("S-au facut deja 20 descarcari de mesaj in cursul zilei", FaultKind.RateLimit)]
    public async Task A_query_error_is_no_state(string message, FaultKind kind)
    {
        anaf.Stub.Then(Open + $">\n    <Errors errorMessage=\"{message}\"/>\n</header>", 200, "text/plain");

        var fault = await anaf.FaultOfAsync(anaf.Client.MessageStateAsync("3828", CancellationToken.None));

        fault.Kind.ShouldBe(kind);
        fault.Words.ShouldBe(message);
    }

    [Fact]
    public async Task Downloads_a_ZIP_whatever_its_content_type()
    {
        anaf.Stub.Then(_ => StubService.Bytes([0x50, 0x4B, 3, 4], "application/octet-stream"));

        (await anaf.Client.DownloadAsync("3001293434", CancellationToken.None)).Length.ShouldBe(4);
        anaf.Stub.Requests.Last().Address.PathAndQuery.ShouldBe("/prod/FCTEL/rest/descarcare?id=3001293434");
    }

    [Theory]
    [InlineData("Id descarcare introdus= 123a nu este un numar intreg", FaultKind.Validation)]
    [InlineData("S-au facut deja 10 descarcari la mesajul cu id_descarcare=123  in cursul zilei", FaultKind.RateLimit)]
    [InlineData("Nu aveti dreptul sa descarcati acesta factura", FaultKind.Authentication)]
    [InlineData("Pentru id=21 nu exista inregistrata nici o factura", FaultKind.NotFound)]
    [InlineData("Fisierul nu mai poate fi descarcat pentru ca a trecut perioada de 60 de zile in care este disponibil", FaultKind.NotFound)]
    public async Task A_download_error_comes_as_JSON_under_HTTP_200(string message, FaultKind kind)
    {
        anaf.Stub.Then($$"""{"eroare":"{{message}}","titlu":"Descarcare mesaj"}""", 200, "text/plain");

        var fault = await anaf.FaultOfAsync(anaf.Client.DownloadAsync("1", CancellationToken.None));

        fault.Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_daily_limit_lasts_until_midnight_in_Bucharest()
    {
        anaf.Stub.Then(_ =>
        {
            var answer = StubService.Answer("""{"eroare":"S-au facut deja 10 descarcari de mesaj in cursul zilei","titlu":"Descarcare mesaj"}""");
            answer.Headers.Date = new DateTimeOffset(2026, 11, 20, 20, 30, 0, TimeSpan.Zero);
            return answer;
        });

        var fault = await anaf.FaultOfAsync(anaf.Client.DownloadAsync("1", CancellationToken.None));

        fault.RetryAfter.ShouldBe(TimeSpan.FromMinutes(90));
    }

    [Fact]
    public void Recovers_the_first_upload_from_the_message_about_a_duplicate() =>
        AnafWords.DuplicateOf("Factura a mai fost transmisa anterior cu index=5896677868 si data incarcare=2026-01-20")
            .ShouldBe(new EarlierUpload("5896677868", new DateOnly(2026, 1, 20)));
}
