using System.Globalization;
using System.Text.Json;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Revolut.Wire;

public sealed class RevolutListsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private readonly StubService stub = new StubService()
        .On("/auth/token", """{"access_token":"t","token_type":"bearer","expires_in":2399}""");

    private RevolutClient Client
    {
        get
        {
            using var key = System.Security.Cryptography.RSA.Create(2048);
            return new RevolutClients(stub.Callers()).For(
                "demo", new RevolutConnection(new Uri("https://b2b.revolut.com/api/"), "c", "i", key.ExportPkcs8PrivateKeyPem(), "r"));
        }
    }

    [Fact]
    public async Task Loses_no_transaction_of_the_instant_where_a_page_ends()
    {
        // 2500 transactions, five to each instant: every page ends in the middle of one.
        var all = Enumerable.Range(0, 2503).Select(i => (Id: $"t{i}", At: Start.AddSeconds(-(i / 5)))).ToList();
        stub.On("/transactions", sent => StubService.Answer(Page(all, sent)));

        var ids = new List<string>();
        await foreach (var transaction in Client.ListTransactionsAsync(Start.AddDays(-1), Start.AddSeconds(1), CancellationToken.None))
        {
            ids.Add(transaction.Id);
        }

        ids.ShouldBe(all.Select(transaction => transaction.Id));
    }

    [Fact]
    public async Task Ends_when_a_service_keeps_sending_one_page()
    {
        var one = Enumerable.Range(0, 1000).Select(i => (Id: $"t{i}", At: Start)).ToList();
        stub.On("/transactions", _ => StubService.Answer(Json(one)));

        var count = 0;
        await foreach (var _ in Client.ListTransactionsAsync(Start.AddDays(-1), null, CancellationToken.None))
        {
            count++;
        }

        count.ShouldBe(1000);
    }

    [Fact]
    public async Task Manages_webhooks_under_version_two()
    {
        stub.Then("""{"id":"w","url":"https://www.example.com/","events":["TransactionCreated"],"signing_secret":"wsk_4jETWMz1g1b37gCONjNp84t2KSSIT7dK"}""", 201)
            .Then("""[{"id":"w","url":"https://www.example.com/","events":["TransactionCreated"]}]""")
            .Then("""{"id":"w","url":"https://www.example.com/","events":[],"signing_secret":"wsk_new"}""")
            .Then("", 204);
        var client = Client;

        var made = await client.CreateWebhookAsync(new Uri("https://www.example.com"), ["TransactionCreated"], CancellationToken.None);
        made.SigningSecret.ShouldStartWith("wsk_");
        made.ToString().ShouldNotContain("wsk_");
        stub.Requests.Last().Path.ShouldBe("/api/2.0/webhooks");
        (await client.GetWebhooksAsync(CancellationToken.None))[0].SigningSecret.ShouldBeNull();
        (await client.RotateSecretAsync("w", TimeSpan.FromHours(5.5), CancellationToken.None)).SigningSecret.ShouldBe("wsk_new");
        stub.Requests.Last().Body.ShouldBe("""{"expiration_period":"PT5H30M"}""");
        await client.DeleteWebhookAsync("w", CancellationToken.None);
        stub.Requests.Last().Method.ShouldBe(HttpMethod.Delete);
    }

    [Fact]
    public async Task Reads_failed_events_whose_payload_has_the_key_of_the_delivery()
    {
        const string pushed = """{"data":{"id":"645a7696","new_state":"completed","old_state":"pending","request_id":"app"},"event":"TransactionStateChanged","timestamp":"2026-11-20T08:36:38.028960Z"}""";
        stub.Then("""[{"id":"f","created_at":"2026-11-20T08:36:39Z","updated_at":"2026-11-20T08:36:39Z","webhook_id":"w","webhook_url":"u","payload":{"event":"TransactionStateChanged","timestamp":"2026-11-20T08:36:38.028960Z","data":{"id":"645a7696","request_id":"app","old_state":"pending","new_state":"completed"}},"last_sent_date":"2026-11-20T09:06:39Z"}]""");

        var failed = new List<RevolutFailedEvent>();
        await foreach (var one in Client.GetFailedEventsAsync("w", Start, CancellationToken.None))
        {
            failed.Add(one);
        }

        failed.ShouldHaveSingleItem().Payload.Key.ShouldBe(RevolutEvent.Parse(System.Text.Encoding.UTF8.GetBytes(pushed)).Key);
    }

    [Fact]
    public void A_change_and_its_successor_have_different_keys()
    {
        var one = Event("pending", "completed");
        one.Key.ShouldNotBe(Event("completed", "reverted").Key);
        one.Key.ShouldBe(Event("pending", "completed").Key);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"event\":\"X\",\"data\":{}}")]
    [InlineData("not json")]
    public void What_is_no_event_is_refused(string body) =>
        Should.Throw<JsonException>(() => RevolutEvent.Parse(System.Text.Encoding.UTF8.GetBytes(body)));

    private static RevolutEvent Event(string from, string to) => RevolutEvent.Parse(System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"event":"TransactionStateChanged","timestamp":"2026-11-20T08:36:38.02Z","data":{"id":"t","old_state":"{{{from}}}","new_state":"{{{to}}}"}}"""));

    /// <summary>As Revolut does: the end exclusive, the latest first, at most so many.</summary>
    private static string Page(List<(string Id, DateTimeOffset At)> all, Sent sent)
    {
        var query = sent.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var before = DateTimeOffset.Parse(query["to"], CultureInfo.InvariantCulture);
        return Json(all.Where(transaction => transaction.At < before).Take(int.Parse(query["count"], CultureInfo.InvariantCulture)));
    }

    private static string Json(IEnumerable<(string Id, DateTimeOffset At)> transactions) => "[" + string.Join(',', transactions.Select(transaction =>
        $$"""{"id":"{{transaction.Id}}","type":"transfer","state":"completed","created_at":"{{transaction.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}}","updated_at":"2026-11-20T08:00:00Z","legs":[]}""")) + "]";
}
