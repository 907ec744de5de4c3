using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Cerniq.Sandbox.Clock;

namespace Cerniq.Functions.Tests.Sandbox.Anaf;

public sealed class AnafTests : IClassFixture<SandboxHost>
{
    private readonly SandboxHost _sandbox;

    public AnafTests(SandboxHost sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task An_upload_is_processed_listed_and_downloaded_with_the_bytes_that_were_sent()
    {
        var anaf = await FastAsync();
        var xml = AnafInvoice.Write("LIST-1");
        var (index, state) = await anaf.SettleAsync(xml);
        state.Attribute("stare")!.Value.ShouldBe("ok");
        var download = state.Attribute("id_descarcare")!.Value;
        var message = await SandboxHost.UntilAsync(() => FindAsync(anaf, index));
        ((string)message["id"]!).ShouldBe(download);
        ((string)message["tip"]!).ShouldBe("FACTURA TRIMISA");
        ((string)message["detalii"]!).ShouldBe($"Factura cu id_incarcare={index} emisa de cif_emitent=34283300 pentru cif_beneficiar=14399840");
        ((string)message["data_creare"]!).Length.ShouldBe(12);

        var zip = await DownloadAsync(anaf, download);
        zip.Keys.ShouldBe([$"{index}.xml", $"semnatura_{index}.xml"], ignoreOrder: true);
        zip[$"{index}.xml"].ShouldBe(Encoding.UTF8.GetBytes(xml));
    }

    [Fact]
    public async Task The_ministrys_signature_verifies_by_canonical_xml_and_the_published_certificate()
    {
        var anaf = await FastAsync();
        var (index, state) = await anaf.SettleAsync(AnafInvoice.Write("SIGN-1"));
        var zip = await DownloadAsync(anaf, state.Attribute("id_descarcare")!.Value);
        var signature = new XmlDocument { PreserveWhitespace = true };
        signature.LoadXml(Encoding.UTF8.GetString(zip[$"semnatura_{index}.xml"]));
        var names = new XmlNamespaceManager(signature.NameTable);
        names.AddNamespace("ds", "http://www.w3.org/2000/09/xmldsig#");

        signature.SelectSingleNode("//ds:DigestValue", names)!.InnerText.ShouldBe(Convert.ToBase64String(SHA256.HashData(zip[$"{index}.xml"])));
        using var certificate = X509Certificate2.CreateFromPem(await _sandbox.Http.GetStringAsync("/sandbox/anaf/certificate"));
        Convert.FromBase64String(signature.SelectSingleNode("//ds:X509Certificate", names)!.InnerText).ShouldBe(certificate.RawData);
        using var key = certificate.GetRSAPublicKey()!;
#pragma warning disable CA5350 // The ministry signs with rsa-sha1.
        key.VerifyData(
            Canonical(signature.SelectSingleNode("//ds:SignedInfo", names)!),
            Convert.FromBase64String(signature.SelectSingleNode("//ds:SignatureValue", names)!.InnerText),
            HashAlgorithmName.SHA1,
            RSASignaturePadding.Pkcs1).ShouldBeTrue();
#pragma warning restore CA5350
    }

    [Fact]
    public async Task The_signature_service_tells_a_true_pair_from_a_changed_one()
    {
        var anaf = await FastAsync();
        var (index, state) = await anaf.SettleAsync(AnafInvoice.Write("SIGN-2"));
        var zip = await DownloadAsync(anaf, state.Attribute("id_descarcare")!.Value);
        (await CheckAsync(zip[$"{index}.xml"], zip[$"semnatura_{index}.xml"])).ShouldContain("au fost validate cu succes");
        (await CheckAsync([.. zip[$"{index}.xml"], (byte)' '], zip[$"semnatura_{index}.xml"])).ShouldContain("NU au putut fi validate");
    }

    [Fact]
    public async Task The_same_invoice_again_is_nok_and_names_the_first_index()
    {
        var anaf = await FastAsync();
        var xml = AnafInvoice.Write("TWICE-1");
        var (first, _) = await anaf.SettleAsync(xml);
        var (index, state) = await anaf.SettleAsync(xml);
        state.Attribute("stare")!.Value.ShouldBe("nok");
        var zip = await DownloadAsync(anaf, state.Attribute("id_descarcare")!.Value);
        var errors = XElement.Parse(Encoding.UTF8.GetString(zip[$"{index}.xml"]));
        errors.Name.NamespaceName.ShouldBe("mfp:anaf:dgti:efactura:mesajEroriFactuta:v1");
        errors.Elements().Single().Attribute("errorMessage")!.Value.ShouldStartWith($"Factura a mai fost transmisa anterior cu index={first} si data incarcare=20");
    }

    [Theory]
    [InlineData("standard=XXX&cif=34283300", "Valorile acceptate pentru parametrul standard sunt UBL, CN, CII sau RASP")]
    [InlineData("standard=UBL&cif=123a", "CIF introdus= 123a nu este un numar")]
    [InlineData("standard=UBL&cif=12345678", "Nu aveti drept in SPV pentru CIF=12345678")]
    [InlineData("standard=UBL&cif=34283300&extern=NU", "Daca parametrul extern trebuie completat, valoarea acceptata este DA")]
    [InlineData("standard=UBL&cif=34283300&autofactura=x", "Daca parametrul autofacturare trebuie completat, valoarea acceptata este DA")]
    public async Task Wrong_parameters_are_refused_in_anafs_words(string query, string message)
    {
        var anaf = await FastAsync();
        var answer = await anaf.UploadAsync(AnafInvoice.Write("P-1"), query);
        answer.Attribute("ExecutionStatus")!.Value.ShouldBe("1");
        answer.Elements().Single().Attribute("errorMessage")!.Value.ShouldBe(message);
    }

    [Theory]
    [InlineData("no xml", "Content is not allowed in prolog.")]
    [InlineData("<Invoice1/>", "Cannot find the declaration of element 'Invoice1'.")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "org.xml.sax.SAXParseException")]
    public async Task What_is_not_an_invoice_is_refused_at_once(string body, string message)
    {
        var anaf = await FastAsync();
        var answer = await anaf.UploadAsync(body);
        answer.Attribute("ExecutionStatus")!.Value.ShouldBe("1");
        answer.Elements().Single().Attribute("errorMessage")!.Value.ShouldContain(message);
    }

    [Fact]
    public async Task Missing_parameters_and_bodies_are_400_in_the_custom_error_form()
    {
        var anaf = await FastAsync();
        using var response = await anaf.SendAsync(HttpMethod.Post, "upload?standard=UBL", "<a/>");
        var body = await SandboxHost.JsonAsync(response, HttpStatusCode.BadRequest);
        ((string)body["message"]!).ShouldBe("Parametrii standard si cif sunt obligatorii");
        using var empty = await anaf.SendAsync(HttpMethod.Post, "upload?standard=UBL&cif=34283300", null);
        ((string)(await SandboxHost.JsonAsync(empty, HttpStatusCode.BadRequest))["message"]!).ShouldBe("Trebuie sa aveti atasat in request un fisier de tip xml");
    }

    [Theory]
    [InlineData("listaMesajeFactura?zile=5&cif=38744563", "Nu exista mesaje in ultimele 5 zile")]
    [InlineData("listaMesajeFactura?zile=61&cif=38744563", "Numarul de zile trebuie sa fie intre 1 si 60")]
    [InlineData("listaMesajeFactura?zile=5&cif=38744563&filtru=X", "Valorile acceptate pentru parametrul filtru sunt E, T, P sau R")]
    [InlineData("descarcare?id=12", "Pentru id=12 nu exista inregistrata nici o factura")]
    [InlineData("descarcare?id=1a", "Id descarcare introdus= 1a nu este un numar intreg")]
    public async Task Business_errors_come_with_status_200(string path, string message)
    {
        var anaf = await FastAsync();
        using var response = await anaf.GetAsync(path);
        ((string)(await SandboxHost.JsonAsync(response))["eroare"]!).ShouldBe(message);
    }

    [Fact]
    public async Task An_end_in_the_future_is_refused_with_anafs_clock()
    {
        var anaf = await FastAsync();
        var now = DateTimeOffset.UtcNow;
        using var response = await anaf.GetAsync($"listaMesajePaginatieFactura?startTime={now.AddDays(-1).ToUnixTimeMilliseconds()}&endTime={now.AddMinutes(5).ToUnixTimeMilliseconds()}&cif=34283300&pagina=1");
        ((string)(await SandboxHost.JsonAsync(response))["eroare"]!).ShouldContain("nu poate in viitor fata de momentul requestului = ");
    }

    [Fact]
    public async Task The_eleventh_download_of_a_day_is_an_error_in_json()
    {
        var anaf = await FastAsync();
        string? eleventh;
        DateOnly day;
        do
        {
            day = RomaniaTime.Today(TimeProvider.System);
            eleventh = await EleventhDownloadAsync(anaf, $"TEN-{day:yyyyMMdd}");
        }
        while (RomaniaTime.Today(TimeProvider.System) != day); // at midnight the count begins anew

        eleventh.ShouldStartWith("S-au facut deja 10 descarcari");
    }

    private static async Task<string?> EleventhDownloadAsync(AnafSession anaf, string number)
    {
        var (_, state) = await anaf.SettleAsync(AnafInvoice.Write(number));
        var download = state.Attribute("id_descarcare")!.Value;
        for (var i = 0; i < 10; i++)
        {
            (await DownloadAsync(anaf, download)).Count.ShouldBe(2);
        }

        using var response = await anaf.GetAsync($"descarcare?id={download}");
        return response.Content.Headers.ContentType?.MediaType == "application/zip" ? null : (string?)(await SandboxHost.JsonAsync(response))["eroare"];
    }

    [Fact]
    public async Task Refresh_tokens_rotate_and_a_used_one_is_dead()
    {
        var first = await TokenAsync("refresh-rot");
        var second = await TokenAsync((string)first["refresh_token"]!);
        ((int)second["expires_in"]!).ShouldBe(7_776_000);
        using var used = await RefreshAsync((string)first["refresh_token"]!);
        ((string)(await SandboxHost.JsonAsync(used, HttpStatusCode.BadRequest))["error"]!).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task The_authorize_page_sends_back_a_code_that_works_once()
    {
        using var page = await _sandbox.Http.GetAsync("/anaf/anaf-oauth2/v1/authorize?response_type=code&client_id=rot&redirect_uri=https%3A%2F%2Flocalhost%3A9%2Fback&state=s1&token_content_type=jwt");
        page.StatusCode.ShouldBe(HttpStatusCode.Found);
        var query = System.Web.HttpUtility.ParseQueryString(page.Headers.Location!.Query);
        query["state"].ShouldBe("s1");
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = query["code"]!, ["redirect_uri"] = "https://localhost:9/back", ["client_id"] = "rot", ["client_secret"] = "secret-rot" };
        using var body = new FormUrlEncodedContent(form);
        using var token = await _sandbox.Http.PostAsync("/anaf/anaf-oauth2/v1/token", body);
        (await SandboxHost.JsonAsync(token))["refresh_token"].ShouldNotBeNull();
        using var again = new FormUrlEncodedContent(form);
        using var refused = await _sandbox.Http.PostAsync("/anaf/anaf-oauth2/v1/token", again);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_401_and_a_wrong_path_is_403()
    {
        using var response = await _sandbox.Http.GetAsync("/anaf/prod/FCTEL/rest/stareMesaj?id_incarcare=1");
        ((string)(await SandboxHost.JsonAsync(response, HttpStatusCode.Unauthorized))["error"]!).ShouldBe("invalid_token");
        using var wrong = await _sandbox.Http.GetAsync("/anaf/FCTEL/stareMesaj");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<AnafSession> FastAsync()
    {
        await _sandbox.ControlAsync("clock", new { speed = 1000 });
        return await AnafSession.OpenAsync(_sandbox);
    }

    private static async Task<JsonObject?> FindAsync(AnafSession anaf, string index)
    {
        using var response = await anaf.GetAsync("listaMesajeFactura?zile=1&cif=34283300&filtru=T");
        return (await SandboxHost.JsonAsync(response))["mesaje"]?.AsArray().SingleOrDefault(message => (string?)message!["id_solicitare"] == index)?.AsObject();
    }

    private static async Task<Dictionary<string, byte[]>> DownloadAsync(AnafSession anaf, string id)
    {
        using var response = await anaf.GetAsync($"descarcare?id={id}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        return zip.Entries.ToDictionary(static entry => entry.FullName, static entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    private async Task<string> CheckAsync(byte[] file, byte[] signature)
    {
        using var form = new MultipartFormDataContent();
        using var first = new ByteArrayContent(file);
        using var second = new ByteArrayContent(signature);
        form.Add(first, "file", "f.xml");
        form.Add(second, "signature", "s.xml");
        using var response = await _sandbox.Http.PostAsync("/anaf/api/validate/signature", form);
        return (string)(await SandboxHost.JsonAsync(response))["msg"]!;
    }

    private async Task<JsonObject> TokenAsync(string refresh)
    {
        using var response = await RefreshAsync(refresh);
        return await SandboxHost.JsonAsync(response);
    }

    private async Task<HttpResponseMessage> RefreshAsync(string refresh)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh, ["client_id"] = "rot", ["client_secret"] = "secret-rot" });
        return await _sandbox.Http.PostAsync("/anaf/anaf-oauth2/v1/token", form);
    }

    // Inclusive canonical XML of an element without comments or prefixes: the inherited default namespace is written out.
    private static byte[] Canonical(XmlNode info)
    {
        var text = new StringBuilder();
        Write(info, inherited: "");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Write(XmlNode node, string inherited)
        {
            if (node is not XmlElement element)
            {
                text.Append(node.Value);
                return;
            }

            text.Append('<').Append(element.Name);
            if (element.NamespaceURI != inherited)
            {
                text.Append($" xmlns=\"{element.NamespaceURI}\"");
            }

            foreach (XmlAttribute attribute in element.Attributes)
            {
                text.Append($" {attribute.Name}=\"{attribute.Value}\"");
            }

            text.Append('>');
            foreach (XmlNode child in element.ChildNodes)
            {
                Write(child, element.NamespaceURI);
            }

            text.Append($"</{element.Name}>");
        }
    }
}
