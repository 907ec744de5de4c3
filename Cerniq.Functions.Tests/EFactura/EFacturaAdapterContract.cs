using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>What every adapter must do, over real HTTP against the stand-ins: by whatever way, the document reaches ANAF once and
/// its sealed answer comes back.</summary>
public sealed class EFacturaAdapterContract(FilingApp app) : IClassFixture<FilingApp>
{
    private const string Tenant = "demo";
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> All => new("ANAF", "OBLIO", "SANDBOX");

    [Theory]
    [MemberData(nameof(All))]
    public async Task Carries_a_document_to_ANAF_and_its_sealed_answer_back(string name)
    {
        var adapter = Named(name);
        var entry = await BuiltAsync(adapter);

        var sent = await adapter.SubmitAsync(entry, None);
        sent.Kind.ShouldBe(UploadKind.Accepted, sent.Words);
        entry = await ChangeAsync(entry, found => found with { AnafIds = new AnafIds(sent.RemoteId) });
        var answer = await SettledAsync(adapter, entry);

        answer.State.ShouldBe(AnafAnswerState.Ok, answer.Words);
        answer.RemoteId.ShouldBe(sent.RemoteId);
        var zip = await adapter.DownloadAsync(entry, answer, None);
        ResponseArchive.TryRead(zip.Value!.Value, out var archive).ShouldBe(ArchiveProblem.None);
        archive!.UploadIndex.ShouldBe(sent.RemoteId);
        (await adapter.IsWhatWasSentAsync(entry, archive.Content, None)).ShouldBeTrue();
        (await adapter.IsWhatWasSentAsync(entry, "<Invoice/>"u8.ToArray(), None)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Finds_what_arrived_though_its_answer_was_lost(string name)
    {
        var adapter = Named(name);
        var entry = await BuiltAsync(adapter);
        var now = TimeProvider.System.GetUtcNow();
        var intent = new UploadIntent(now, now, entry.Xml!.Sha256, "claim", IsOpen: true);
        (await adapter.FindAsync(entry, intent, None)).ShouldBe(new ListSearch(null, IsWhole: true, null));
        var route = name == "OBLIO" ? "/oblio/api/docs/einvoice" : "/upload";
        await app.SandboxAsync("faults", $$"""{ "service": "{{(name == "OBLIO" ? "oblio" : "anaf")}}", "route": "{{route}}", "kind": "reset-after", "rate": 1, "count": 1 }""");

        (await adapter.SubmitAsync(entry, None)).Kind.ShouldBe(UploadKind.Ambiguous);

        ListSearch search = new(null, false, null);
        await UntilAsync(async () => (search = await adapter.FindAsync(entry, intent, None)).RemoteId is not null);
        entry = await ChangeAsync(entry, found => found with { AnafIds = new AnafIds(search.RemoteId) });
        (await SettledAsync(adapter, entry)).State.ShouldBe(AnafAnswerState.Ok);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Signs_and_packages_with_the_companys_own_certificate_or_says_what_is_missing(string name)
    {
        var adapter = Named(name);
        using var company = new Seal();
        var entry = await BuiltAsync(adapter);
        await app.SetAsync(Tenant, new { signing_certificate = (string?)null });
        (await adapter.SignAndPackageAsync(entry, None)).Problem!.ShouldContain("Certificate required for signing");
        var pfx = Convert.ToBase64String(company.Certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "p4ss"));
        await app.SetAsync(Tenant, new { signing_method = "PKCS7", signing_certificate = pfx, signing_certificate_password = "p4ss" });

        var package = await adapter.SignAndPackageAsync(entry, None);

        package.Problem.ShouldBeNull();
        var xml = await app.Service<EFacturaFiles>().ReadAsync(entry.Xml!, None);
        DetachedSignature.Verify(xml.Span, package.Content!.Value.Span, TrustedSigners.Of(company.Certificate)).IsValid.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Says_whether_it_can_do_its_work(string name)
    {
        var adapter = Named(name);
        var scope = new CallScope(Tenant, "efactura/connection", "c-1");
        adapter.Info.Name.ShouldBe(name);
        adapter.Info.Description.ShouldNotBeNullOrEmpty();

        (await adapter.AuthenticateAsync(scope, None)).ShouldBe(new AdapterCheck(true));
        (await adapter.TestConnectionAsync(scope, None)).ShouldBe(new AdapterCheck(true));
    }

    private IEFacturaAdapter Named(string name) => app.Service<EFacturaAdapters>().All.Single(adapter => adapter.Info.Name == name);

    private async Task<EFacturaEntry> BuiltAsync(IEFacturaAdapter adapter)
    {
        var invoice = await IssueAsync();
        var entry = await app.Service<EFacturaQueue>().EnqueueInvoiceAsync(invoice, negotiationId: $"none-{invoice.Number}", attempt: 1, None);
        entry = await ChangeAsync(entry, found => found with { Route = adapter.Info.Name });
        var built = await adapter.BuildXmlAsync(entry, None);
        built.Xml.ShouldNotBeNull(JsonSerializer.Serialize(built.Errors));
        var stored = await app.Service<EFacturaFiles>().KeepAsync(entry.Key, "invoice.xml", built.Xml.Value, EFacturaFiles.Xml, None);
        return await ChangeAsync(entry, found => found with { Xml = stored, Channel = built.Channel });
    }

    /// <summary>An invoice that exists at Oblio.</summary>
    private async Task<InvoiceRecord> IssueAsync()
    {
        var client = app.Service<OblioClients>().For(Tenant, await app.Service<TenantConnections>().OblioAsync(Tenant, None));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var issued = await client.CreateInvoiceAsync(
            new OblioDocument
            {
                SeriesName = "FCT",
                IssueDate = today,
                Client = new OblioParty
                {
                    Cif = "RO22354360", Name = "CLIENT SRL", Address = "Bd. Unirii 5", State = "Bucuresti", City = "Sector 3", VatPayer = true,
                },
                Products = [new OblioLine { Name = "Bilet concert", Price = 150m, Quantity = 2m, VatName = "Normala", VatPercentage = 21m, VatIncluded = false }],
            },
            None);
        return Issued.Invoice with
        {
            Tenant = Tenant,
            InvoiceId = Guid.NewGuid().ToString(),
            OblioInvoiceId = $"{issued.SeriesName} {issued.Number}",
            SeriesName = issued.SeriesName,
            NumberText = issued.Number,
            Number = long.Parse(issued.Number),
            IssueDate = today,
            DueDate = today.AddDays(30),
        };
    }

    private Task<EFacturaEntry> ChangeAsync(EFacturaEntry entry, Func<EFacturaEntry, EFacturaEntry> change) =>
        app.Service<EFacturaStore>().UpdateAsync(entry.Key, change, None);

    private static async Task<AnafAnswer> SettledAsync(IEFacturaAdapter adapter, EFacturaEntry entry)
    {
        AnafAnswer? answer = null;
        await UntilAsync(async () => (answer = await adapter.PollAsync(entry, None)).IsSettled);
        return answer!;
    }

    private static Task<bool> UntilAsync(Func<Task<bool>> isThere) => Eventually.SeeAsync(isThere, there => there, "the answer");
}
