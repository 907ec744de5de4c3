using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Ubl;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Has Oblio file its own invoices with ANAF, under Oblio's login.</summary>
/// <remarks>Oblio writes the XML; it is validated here before Oblio is told to send it. Oblio has no call for the state of an
/// e-invoice: its list of documents tells, with ANAF's numbers.</remarks>
public sealed class OblioAdapter(OblioClients clients, TenantConnections connections, EFacturaFiles files, PackageSigner signer) : IEFacturaAdapter
{
    private const string Service = "oblio";

    public EFacturaAdapterInfo Info { get; } =
        new(EFacturaAdapters.Oblio, "Oblio files the invoices that it issued, under its own login at ANAF.", 300);

    public async Task<AdapterCheck> AuthenticateAsync(CallScope scope, CancellationToken cancellationToken) =>
        AdapterCheck.Of(await TryAsync(scope, (client, stop) => client.GetCompaniesAsync(stop), cancellationToken));

    /// <summary>The series of the company: only who may act for it gets them.</summary>
    public async Task<AdapterCheck> TestConnectionAsync(CallScope scope, CancellationToken cancellationToken) =>
        AdapterCheck.Of(await TryAsync(scope, (client, stop) => client.GetSeriesAsync(stop), cancellationToken));

    public async Task<BuiltDocument> BuildXmlAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        if ((await files.ReadSourceAsync(entry, cancellationToken)).Issued is null)
        {
            return Refused("efactura_route", "Oblio files only what Oblio issued, and this invoice was posted.", "Set efactura_route to ANAF.");
        }

        var reply = await AskAsync(entry, WriteAsync, cancellationToken);
        return reply switch
        {
            { Value: { } xml } => Examined(xml),
            { Fault.Kind: FaultKind.Validation or FaultKind.NotFound } => Refused("OBLIO", reply.Fault.Words, "Correct the client's data at Oblio and file it again."),
            _ => throw ServiceException.For(reply.Fault!),
        };
    }

    public Task<SignedPackage> SignAndPackageAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        signer.SignAsync(entry, cancellationToken);

    public async Task<UploadResult> SubmitAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var sent = await AskAsync(entry, (client, key, stop) => client.SendEinvoiceAsync(key, stop), cancellationToken);
        return sent switch
        {
            { Fault: { } fault } => UploadResult.Failed(fault),
            { Value.State: OblioEinvoiceState.Refused } => UploadResult.Refused(sent.Value.Text ?? "Oblio says that it has errors."),
            { Value.State: OblioEinvoiceState.NotSent } => new UploadResult(
                UploadKind.Unavailable, Words: $"Oblio did not send it: {sent.Value.Text}. Is SPV set up in the Oblio account?", Fault: FaultKind.Authentication),
            _ => await IndexAsync(entry, cancellationToken) is { } index
                ? UploadResult.Accepted(index)
                : UploadResult.Ambiguous("Oblio has sent it; ANAF's index is not known yet"),
        };
    }

    public async Task<ListSearch> FindAsync(EFacturaEntry entry, UploadIntent intent, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(entry, ListedAsync, cancellationToken);
        var isUnsent = reply.Value?.EinvoiceStatus?.State is null or OblioEinvoiceState.NotSent or OblioEinvoiceState.Refused;
        return new ListSearch(reply.Value?.IndexUpload, IsWhole: reply.Fault is null && isUnsent, reply.Fault?.Words);
    }

    public async Task<AnafAnswer> PollAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var remoteId = entry.AnafIds.RemoteId!;
        var reply = await AskAsync(entry, ListedAsync, cancellationToken);
        if (reply.Value is not { } listed)
        {
            return new AnafAnswer(remoteId, AnafAnswerState.Unknown, Words: reply.Fault?.Words ?? "Oblio does not list the invoice.", WasAsked: false);
        }

        return AnswerIn(listed, remoteId);
    }

    public Task<FilingReply<ReadOnlyMemory<byte>?>> DownloadAsync(EFacturaEntry entry, AnafAnswer answer, CancellationToken cancellationToken) =>
        AskAsync(entry, async (client, key, stop) => (ReadOnlyMemory<byte>?)await client.DownloadEinvoiceAsync(key, stop), cancellationToken);

    /// <summary>Oblio may write the document anew when it sends it, so what it says decides where the bytes differ.</summary>
    public async Task<bool> IsWhatWasSentAsync(EFacturaEntry entry, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        EFacturaFiles.Sha256(content) == entry.Xml!.Sha256
        || (Gist(content) is { } filed && filed == Gist(await files.ReadAsync(entry.Xml, cancellationToken)));

    /// <summary>What Oblio's list says of an upload.</summary>
    internal static AnafAnswer AnswerIn(OblioListed listed, string remoteId) => listed.EinvoiceStatus?.State switch
    {
        OblioEinvoiceState.Accepted when listed.IndexUpload == remoteId => new AnafAnswer(remoteId, AnafAnswerState.Ok, listed.IdDownload),
        OblioEinvoiceState.Refused when listed.IndexUpload == remoteId && listed.IdDownload is not null =>
            new AnafAnswer(remoteId, AnafAnswerState.Nok, listed.IdDownload),
        OblioEinvoiceState.Refused => new AnafAnswer(remoteId, AnafAnswerState.Withheld, Words: listed.EinvoiceStatus.Text),
        _ => new AnafAnswer(remoteId, AnafAnswerState.Pending, Words: listed.EinvoiceStatus?.Text),
    };

    private async Task<string?> IndexAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        (await AskAsync(entry, ListedAsync, cancellationToken)).Value?.IndexUpload;

    private Task<FilingReply<T>> TryAsync<T>(
        CallScope scope, Func<OblioClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        FilingReply.OfAsync(
            scope, Service, async stop => await ask(clients.For(scope.Tenant, await connections.OblioAsync(scope.Tenant, stop)), stop), cancellationToken);

    private async Task<FilingReply<T>> AskAsync<T>(
        EFacturaEntry entry, Func<OblioClient, OblioKey, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var issued = (await files.ReadSourceAsync(entry, cancellationToken)).Issued
            ?? throw new InvalidOperationException($"Queue entry {entry.QueueId} is not of an invoice that Oblio issued.");
        var key = new OblioKey(OblioDocumentType.Invoice, issued.SeriesName, issued.NumberText);
        return await TryAsync(EFacturaAnaf.ScopeOf(entry), (client, stop) => ask(client, key, stop), cancellationToken);
    }

    private static async Task<OblioListed?> ListedAsync(OblioClient client, OblioKey key, CancellationToken cancellationToken)
    {
        var filter = new OblioListFilter { SeriesName = key.SeriesName, Number = key.Number, WithEinvoiceStatus = true };
        await foreach (var listed in client.ListDocumentsAsync(key.Type, filter, cancellationToken))
        {
            if (string.Equals(listed.SeriesName, key.SeriesName, StringComparison.OrdinalIgnoreCase)
                && string.Equals(listed.Number.TrimStart('0'), key.Number.TrimStart('0'), StringComparison.Ordinal))
            {
                return listed;
            }
        }

        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> WriteAsync(OblioClient client, OblioKey key, CancellationToken cancellationToken)
    {
        var link = (await ListedAsync(client, key, cancellationToken))?.Einvoice;
        return link is { Length: > 0 }
            ? await client.GetEinvoiceXmlAsync(link, cancellationToken)
            : throw ServiceException.For(new ServiceFault(
                Service, "GET einvoice", FaultKind.NotFound, $"Oblio does not list {key.SeriesName} {key.Number} with an e-invoice.", Ambiguous: false));
    }

    private static BuiltDocument Examined(ReadOnlyMemory<byte> xml)
    {
        var (isValid, errors) = EFacturaBuilding.Validate(xml);
        return isValid && UblReader.Read(xml).Partial is { } invoice
            ? new BuiltDocument(xml, EFacturaBuilding.ChannelOf(invoice), errors)
            : BuiltDocument.Refused(errors);
    }

    private static BuiltDocument Refused(string rule, string message, string fix) =>
        BuiltDocument.Refused([new EFacturaError(rule, "fatal", "/", message, fix)]);

    private static Summary? Gist(ReadOnlyMemory<byte> xml) => UblReader.Read(xml).Partial is { } invoice
        ? new Summary(invoice.Number, invoice.IssueDate, Code(invoice.Seller), Code(invoice.Buyer), invoice.Currency, invoice.Totals?.Payable)
        : null;

    private static string? Code(Party party) => party.VatId ?? party.LegalRegistration?.Value;

    private sealed record Summary(string Number, DateOnly IssueDate, string? Seller, string? Buyer, string Currency, decimal? Payable);
}
