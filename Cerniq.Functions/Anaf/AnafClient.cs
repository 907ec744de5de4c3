using System.Net.Http.Headers;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF's e-Factura service for one tenant.</summary>
/// <remarks>Every method throws <see cref="ServiceException"/> when there is no result; what a caller must decide on is
/// returned.</remarks>
public sealed partial class AnafClient(
    string tenant, AnafConnection connection, ServiceCaller caller, ITokenSource tokens, TimeProvider clock, AnafQuotas? quotas = null)
{
    /// <summary>The largest document upload takes, in bytes.</summary>
    public const int LargestUpload = 10 * 1024 * 1024;

    private const int LargestDownload = 64 * 1024 * 1024;

    // SPV may take a document and be slow to say so; giving up early only makes doubts.
    private static readonly TimeSpan UploadTime = TimeSpan.FromSeconds(45);

    /// <summary>The company's own code, digits only.</summary>
    public string Cif => connection.Cif;

    /// <summary>Files a document.</summary>
    /// <param name="xml">As it is to be signed by the ministry, byte for byte.</param>
    public async Task<UploadOutcome> UploadAsync(ReadOnlyMemory<byte> xml, UploadOptions options, CancellationToken cancellationToken)
    {
        if (options.Standard == UploadStandard.RASP)
        {
            await TakeAsync(AnafQuotas.Messages, "", cancellationToken);
        }

        var path = options.B2C ? "uploadb2c" : "upload";
        var query = new Query()
            .With("standard", options.Standard.ToString())
            .With("cif", connection.Cif)
            .With("extern", options.Extern ? "DA" : null)
            .With("autofactura", options.Autofactura ? "DA" : null)
            .With("executare", options.Executare ? "DA" : null);
        var request = Request(HttpMethod.Post, path, query) with { Body = () => Xml(xml), Timeout = UploadTime };
        try
        {
            return Outcome(await caller.SendAsync(request, tokens, cancellationToken));
        }
        catch (ServiceRefusedException refused) when (refused.Reply is { Kind: BodyKind.Xml } reply)
        {
            return new UploadOutcome.Refused(AnafHeader.Read(reply)?.Messages ?? [refused.Fault.Words], refused.Fault.Kind);
        }
    }

    /// <summary>Asks where an upload stands. At most 100 times a day for one document.</summary>
    public async Task<MessageState> MessageStateAsync(string uploadIndex, CancellationToken cancellationToken)
    {
        await TakeAsync("stareMesaj", uploadIndex, cancellationToken);
        var request = Request(HttpMethod.Get, "stareMesaj", new Query().With("id_incarcare", uploadIndex));
        var reply = await caller.SendAsync(request, tokens, cancellationToken);
        var header = AnafHeader.Read(reply);
        return (header?["stare"], header?["id_descarcare"]) switch
        {
            ("ok", { } id) => new MessageState.Ok(id),
            ("nok", { } id) => new MessageState.Nok(id),
            ("in prelucrare", _) => new MessageState.Processing(),
            ("XML cu erori nepreluat de sistem", _) => new MessageState.NotTaken(),
            var (state, _) => throw reply.Unreadable(state is null ? "an answer without a state" : $"a state unknown here: {state}"),
        };
    }

    /// <summary>Downloads ANAF's ZIP. At most 10 times a day for one message, for 60 days.</summary>
    /// <exception cref="ServiceRefusedException"><see cref="FaultKind.NotFound"/> when it is unknown or past its 60 days,
    /// <see cref="FaultKind.Authentication"/> when it is not this tenant's.</exception>
    /// <exception cref="ServiceUnavailableException"><see cref="FaultKind.RateLimit"/> when the day's downloads are used up.</exception>
    public async Task<ReadOnlyMemory<byte>> DownloadAsync(string downloadId, CancellationToken cancellationToken)
    {
        await TakeAsync("descarcare", downloadId, cancellationToken);
        var request = Request(HttpMethod.Get, "descarcare", new Query().With("id", downloadId)) with { MaxAnswerBytes = LargestDownload };
        var reply = await caller.SendAsync(request, tokens, cancellationToken);
        return reply.Kind == BodyKind.Zip ? reply.Body : throw reply.Unreadable("something that is not a ZIP");
    }

    /// <summary>The certificate our stand-in seals its answers with, as PEM. ANAF itself has no such address.</summary>
    internal async Task<string> SandboxSealAsync(CancellationToken cancellationToken)
    {
        const string path = "/sandbox/anaf/certificate";
        var reply = await caller.SendAsync(new ServiceRequest(tenant, HttpMethod.Get, new Uri(connection.ApiBase, path), path), cancellationToken);
        var text = reply.Text();
        return text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal) ? text : throw reply.Unreadable("something that is not a certificate");
    }

    private static UploadOutcome Outcome(ServiceReply reply)
    {
        var header = AnafHeader.Read(reply) ?? throw reply.Unreadable("an answer that is not the expected XML");
        return (header["ExecutionStatus"], header["index_incarcare"]) switch
        {
            ("0", { Length: > 0 } index) => new UploadOutcome.Accepted(index, AnafTime.FromCompact(header["dateResponse"])),
            ("1", _) => new UploadOutcome.Refused(["Fara mesaj"], FaultKind.Validation),
            _ => throw reply.Unreadable("an answer without an upload index"),
        };
    }

    private Task TakeAsync(string endpoint, string message, CancellationToken cancellationToken, string? cif = null) =>
        quotas?.TakeAsync(tenant, cif ?? connection.Cif, endpoint, message, cancellationToken) ?? Task.CompletedTask;

    private ServiceRequest Request(HttpMethod method, string path, Query query) =>
        new(tenant, method, new Uri(connection.ApiBase, path + query), path);

    private static ReadOnlyMemoryContent Xml(ReadOnlyMemory<byte> xml) =>
        new(xml) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
}
