using System.Text;
using Cerniq.Functions.Mail;

namespace Cerniq.Functions.Tests.Mail;

public sealed class SmtpPostTests
{
    private const string Password = "s3cret";

    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password));

    [Fact]
    public async Task Enciphers_the_line_before_it_logs_in()
    {
        using var certificate = OwnCertificates.Create();
        OwnCertificates.Trust(certificate);
        await using var server = new MailServer(certificate);

        await PostAsync(server, tls: true);

        server.Letters.ShouldHaveSingleItem().ShouldContain("ana@demo.example");
        var said = server.Said.ToList();
        said[..3].ShouldBe(["EHLO", "STARTTLS", "tls EHLO"]);
        said[3].ShouldStartWith("tls AUTH", Case.Sensitive);
        said[4..6].ShouldContain(Encoded);
        said.Where(word => word.Contains(Encoded, StringComparison.Ordinal)).ShouldHaveSingleItem();
        said.Skip(5).ShouldContain("tls DATA");
    }

    [Fact]
    public async Task Gives_no_password_to_a_server_that_offers_no_STARTTLS()
    {
        await using var server = new MailServer();

        await ShouldRefuseAsync(server);

        server.Said.ShouldContain("EHLO");
        server.Said.ShouldAllBe(word => word == "EHLO" || word == "HELO" || word == "QUIT");
    }

    [Fact]
    public async Task Gives_no_password_to_a_server_whose_certificate_nobody_vouches_for()
    {
        using var certificate = OwnCertificates.Create();
        await using var server = new MailServer(certificate);

        await ShouldRefuseAsync(server);

        server.Said.ShouldBe(["EHLO", "STARTTLS"]);
    }

    [Fact]
    public async Task Logs_in_openly_only_where_the_tenant_has_switched_TLS_off()
    {
        await using var server = new MailServer();

        await PostAsync(server, tls: false);

        server.Letters.Count.ShouldBe(1);
        server.Said.ShouldContain(Encoded);
        server.Said.ShouldNotContain("STARTTLS");
    }

    private static async Task ShouldRefuseAsync(MailServer server)
    {
        var failure = await Should.ThrowAsync<Exception>(() => PostAsync(server, tls: true));

        SmtpPost.IsNotTaken(failure).ShouldBeTrue(failure.ToString());
        server.Letters.ShouldBeEmpty();
    }

    private static Task PostAsync(MailServer server, bool tls)
    {
        var connection = new SmtpConnection("127.0.0.1", server.Port, tls, "ana", Password);
        var letter = new MailLetter(
            "acme.1@demo.example", "cerniq@demo.example", ["ana@demo.example"], "Alert", "It is due.", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), "en");
        return SmtpPost.SendAsync(connection, letter, CancellationToken.None);
    }
}
