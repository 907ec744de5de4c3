using System.Text;
using System.Text.Json;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Tests.EndToEnd;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Mail;

namespace Cerniq.Functions.Tests.Oblio.Letters;

/// <summary>Documents that go out with the words of their request: by the tenant's mail server, each once, and not by Oblio too.</summary>
/// <remarks>An app for each test: a letter that a server refused is sent when another one takes letters.</remarks>
public sealed class DocumentMailTests : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_deal_s_own_words_go_out_with_its_proforma_and_its_invoice_and_a_cancellation_s_with_its_storno()
    {
        await using var server = new MailServer();
        await UseAsync(server);
        await PostAsync("OWN-1", "Documentul {number}", "Suma: {total} {currency}.");
        var filed = await UntilFiledAsync("OWN-1");
        await UntilSentAsync(server, 2);
        var cancelled = await _app.SendAsync(
            HttpMethod.Post,
            $"/api/tenants/demo/invoices/{filed.GetProperty("invoice").GetProperty("invoiceId").GetString()}/cancel",
            new
            {
                cancellation = new { reasonCode = "ORDER_CANCELLED", reasonText = "Clientul a renuntat la comanda", requestedBy = "CLIENT", type = "FULL" },
                options = new { emailSubject = "Stornare" },
            });
        cancelled.Status.ShouldBe(202, cancelled.Text);
        await UntilSentAsync(server, 3);

        var letters = server.Letters.Where(IsWithDocument).ToList();
        letters.ShouldAllBe(letter => letter.Contains("From: facturi@demo.example", StringComparison.Ordinal));
        letters.Count(letter => Text(letter).Contains("Suma: 8972.25 RON.", StringComparison.Ordinal)).ShouldBe(2);
        letters.ShouldContain(letter => letter.Contains("Subject: Stornare", StringComparison.Ordinal));
        var deal = await TestApp.UntilAsync(() => MailedAsync("OWN-1"), "the records say that the letters were sent");
        deal.Value.GetProperty("stornos")[0].GetProperty("emailSent").GetBoolean().ShouldBeTrue();
        (await MailedByOblioAsync(deal.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_mail_server_or_without_words_Oblio_sends_the_documents()
    {
        await _app.SetAsync("demo", new { smtp_host = (string?)null });
        await PostAsync("OWN-2", "Documentul {number}", body: null);
        var deal = await UntilFiledAsync("OWN-2");
        (IsMailed(deal), await MailedByOblioAsync(deal)).ShouldBe((true, 2));

        await using var server = new MailServer();
        await UseAsync(server);
        await PostAsync("OWN-3", subject: null, body: null);
        deal = await UntilFiledAsync("OWN-3");
        (IsMailed(deal), await MailedByOblioAsync(deal)).ShouldBe((true, 2));
        await _app.Service<DocumentMailer>().SendDueAsync("demo", default);
        server.Letters.ShouldNotContain(letter => IsWithDocument(letter));
    }

    [Fact]
    public async Task A_server_that_refuses_holds_no_deal()
    {
        await using var server = new MailServer { Refuses = true };
        await UseAsync(server);
        await PostAsync("OWN-4", "Documentul {number}", body: null);
        await _app.Service<DocumentMailer>().SendDueAsync("demo", default);
        IsMailed(await UntilFiledAsync("OWN-4")).ShouldBeFalse();
        server.Letters.ShouldBeEmpty();
    }

    private Task UseAsync(MailServer server) => _app.SetAsync(
        "demo", new { smtp_host = "127.0.0.1", smtp_port = server.Port, smtp_tls = false, alert_email_from = "facturi@demo.example" });

    private static bool IsWithDocument(string letter) => letter.Contains("application/pdf", StringComparison.Ordinal);

    private async Task<Box?> MailedAsync(string id) => await DealAsync(id) is var deal && IsMailed(deal)
        && deal.GetProperty("stornos")[0].GetProperty("emailSent").GetBoolean() ? new Box(deal) : null;

    private static bool IsMailed(JsonElement deal) => new[] { "proforma", "invoice" }.All(
        document => deal.GetProperty(document).GetProperty("emailSent").GetBoolean()
            && deal.GetProperty(document).GetProperty("emailSentTo").GetString()!.Contains('@'));

    /// <summary>The part of a letter that is its text.</summary>
    private static string Text(string letter)
    {
        var found = new StringBuilder(letter);
        foreach (var line in letter.Split('\n').Select(line => line.Trim()).Where(line => line.Length is > 0 and <= 76))
        {
            var bytes = new byte[line.Length];
            if (Convert.TryFromBase64String(line, bytes, out var length))
            {
                found.Append(Encoding.UTF8.GetString(bytes, 0, length));
            }
        }

        return found.ToString();
    }

    private async Task PostAsync(string id, string? subject, string? body)
    {
        var deal = SampleDeal.Of(id, posted =>
        {
            posted["options"]!["autoAccept"] = true;
            posted["options"]!["sendEmail"] = true;
            posted["options"]!["emailSubject"] = subject;
            posted["options"]!["emailBody"] = body;
        });
        var reply = await _app.SendAsync(HttpMethod.Post, "/api/tenants/demo/negotiations", deal.ToJsonString());
        reply.Status.ShouldBe(202, reply.Text);
    }

    private async Task<JsonElement> DealAsync(string id) =>
        (await _app.SendAsync(HttpMethod.Get, $"/api/tenants/demo/negotiations/{id}")).Json;

    private async Task<JsonElement> UntilFiledAsync(string id)
    {
        var filed = await TestApp.UntilAsync(
            async () => await DealAsync(id) is var deal && deal.GetProperty("state").GetString() == "EINVOICE_ACCEPTED" ? new Box(deal) : null,
            $"{id} is filed");
        return filed.Value;
    }

    /// <summary>The app's own sweep may be quicker: then there is nothing left to send here.</summary>
    private async Task UntilSentAsync(MailServer server, int letters)
    {
        await TestApp.UntilAsync(
            async () =>
            {
                await _app.Service<DocumentMailer>().SendDueAsync("demo", default);
                return server.Letters.Count(IsWithDocument) >= letters ? "sent" : null;
            },
            $"{letters} letters are sent");
        server.Letters.Count(IsWithDocument).ShouldBe(letters);
    }

    private async Task<int> MailedByOblioAsync(JsonElement deal)
    {
        var documents = new[] { deal.GetProperty("proforma"), deal.GetProperty("invoice") }
            .Select(document => (document.GetProperty("seriesName").GetString(), int.Parse(document.GetProperty("numberText").GetString()!)))
            .ToHashSet();
        return (await _app.LedgerAsync()).GetProperty("oblio").GetProperty("emails").EnumerateArray()
            .Count(email => documents.Contains((email.GetProperty("seriesName").GetString(), int.Parse(email.GetProperty("number").ToString()))));
    }

    private sealed record Box(JsonElement Value);
}
