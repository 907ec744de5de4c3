using System.Text;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

public sealed class AnafUploadTests
{
    private const string Header = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<header xmlns=\"mfp:anaf:dgti:spv:respUploadFisier:v1\" ";
    private static readonly byte[] Xml = Encoding.UTF8.GetBytes("<Invoice/>");

    private readonly AnafFixture anaf = new AnafFixture().LoggingIn();

    [Fact]
    public async Task Takes_the_index_of_an_accepted_upload()
    {
        anaf.Stub.Then(Header + "dateResponse=\"202108051140\" ExecutionStatus=\"0\" index_incarcare=\"5896677868\"/>", 200, "application/xml");

        var outcome = await anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None);

        outcome.ShouldBe(new UploadOutcome.Accepted("5896677868", new DateTimeOffset(2021, 8, 5, 8, 40, 0, TimeSpan.Zero)));
        var sent = anaf.Stub.Requests.Last();
        sent.Address.ToString().ShouldBe("https://api.anaf.ro/prod/FCTEL/rest/upload?standard=UBL&cif=8000000000");
        sent.Headers["Authorization"].ShouldBe("Bearer access-1");
        sent.Headers["Content-Type"].ShouldBe("text/plain");
        sent.Body.ShouldBe("<Invoice/>");
    }

    [Fact]
    public async Task Writes_all_parameters()
    {
        anaf.Stub.Then(Header + "ExecutionStatus=\"0\" index_incarcare=\"1\"/>");

        await anaf.Client.UploadAsync(
            Xml, new UploadOptions(UploadStandard.CN, B2C: true, Extern: true, Autofactura: true, Executare: true), CancellationToken.None);

        anaf.Stub.Requests.Last().Address.PathAndQuery
            .ShouldBe("/prod/FCTEL/rest/uploadb2c?standard=CN&cif=8000000000&extern=DA&autofactura=DA&executare=DA");
    }

    [Theory]
    [InlineData("Valorile acceptate pentru parametrul standard sunt UBL, CN, CII sau RASP", FaultKind.Validation)]
    [InlineData("Marime fisier transmis mai mare de 10 MB.", FaultKind.Validation)]
    [InlineData("CIF introdus= 123a nu este un numar", FaultKind.Validation)]
    [InlineData("Nu exista niciun CIF pentru care sa aveti drept in SPV", FaultKind.Authentication)]
    [InlineData("Nu aveti drept in SPV pentru CIF=1234", FaultKind.Authentication)]
    [InlineData("Fisierul transmis nu este valid. org.xml.sax.SAXParseException; lineNumber: 1; columnNumber: 1; Content is not allowed in prolog.", FaultKind.Validation)]
    public async Task A_refusal_is_a_value_in_ANAFs_words(string message, FaultKind kind)
    {
        anaf.Stub.Then(Header + $"dateResponse=\"202108051144\" ExecutionStatus=\"1\">\n    <Errors errorMessage=\"{message}\"/>\n</header>");

        var refused = (await anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None)).ShouldBeOfType<UploadOutcome.Refused>();

        refused.Messages.ShouldBe([message]);
        refused.Kind.ShouldBe(kind);
        anaf.Stub.Trail.Last().Outcome.ShouldBe(kind.ToString());
    }

    [Fact]
    public async Task Keeps_every_message_of_a_refusal()
    {
        anaf.Stub.Then(Header + "ExecutionStatus=\"1\"><Errors errorMessage=\"unu\"/><Errors errorMessage=\"doi\"/></header>");

        var refused = (await anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None)).ShouldBeOfType<UploadOutcome.Refused>();

        refused.Messages.ShouldBe(["unu", "doi"]);
    }

    [Fact]
    public async Task A_technical_error_is_no_refusal_and_leaves_a_doubt()
    {
        anaf.Stub.Then(Header + "ExecutionStatus=\"1\"><Errors errorMessage=\"A aparut o eroare tehnica. Cod: XXX\"/></header>");

        var fault = await anaf.FaultOfAsync(anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.ServerError);
        fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task The_daily_quota_is_a_limit()
    {
        anaf.Stub.Then(Header + "ExecutionStatus=\"1\"><Errors errorMessage=\"S-au incarcat deja 1000 de mesaje de tip RASP pentru cui=1234 in cursul zilei\"/></header>");

        var fault = await anaf.FaultOfAsync(anaf.Client.UploadAsync(Xml, new UploadOptions(UploadStandard.RASP), CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.RateLimit);
        fault.Ambiguous.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.")]
    [InlineData("<?xml version=\"1.0\"?><header xmlns=\"x\" ExecutionStatus=\"0\"/>")]
    [InlineData("<?xml version=\"1.0\"?><header xmlns=\"x\" Execut")]
    public async Task A_success_that_cannot_be_read_leaves_a_doubt_and_is_not_sent_again(string body)
    {
        anaf.Stub.Then(body);

        var fault = await anaf.FaultOfAsync(anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.Unreadable);
        fault.Ambiguous.ShouldBeTrue();
        anaf.Stub.Requests.Count(sent => sent.Path.EndsWith("/upload", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_parameter_is_400_with_words()
    {
        anaf.Stub.Then("""{"timestamp":"05-08-2021 12:04:01","status":400,"error":"Bad Request","message":"Trebuie sa aveti atasat in request un fisier de tip xml"}""", 400);

        var fault = await anaf.FaultOfAsync(anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.Validation);
        fault.Words.ShouldContain("Trebuie sa aveti atasat in request un fisier de tip xml");
    }

    [Fact]
    public async Task Refreshes_once_on_401_but_never_on_403()
    {
        anaf.Stub.Then("""{"error":"invalid_token"}""", 401).Then(Header + "ExecutionStatus=\"0\" index_incarcare=\"7\"/>").Then("""{"error":"x"}""", 403);
        var client = anaf.Client;

        (await client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None)).ShouldBeOfType<UploadOutcome.Accepted>().Index.ShouldBe("7");
        anaf.Stub.Requests.Last().Headers["Authorization"].ShouldBe("Bearer access-2");
        var logins = Logins();
        var fault = await anaf.FaultOfAsync(client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None));

        fault.Kind.ShouldBe(FaultKind.Authentication);
        Logins().ShouldBe(logins);
    }

    [Fact]
    public async Task A_login_wall_is_an_authentication_fault()
    {
        anaf.Stub.Then("", 302);

        (await anaf.FaultOfAsync(anaf.Client.UploadAsync(Xml, new UploadOptions(), CancellationToken.None))).Kind.ShouldBe(FaultKind.Authentication);
    }

    private int Logins() => anaf.Stub.Requests.Count(sent => sent.Path.EndsWith("/token", StringComparison.Ordinal));
}
