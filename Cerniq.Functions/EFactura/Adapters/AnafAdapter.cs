using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Files with ANAF itself, or with our stand-in, which speaks as ANAF does.</summary>
public sealed class AnafAdapter(
    EFacturaAdapterInfo info,
    EFacturaAnaf anaf,
    ListedUploads listed,
    EFacturaFiles files,
    TenantSettings settings,
    AnafLogins logins,
    PackageSigner signer)
    : IEFacturaAdapter
{
    /// <summary>ANAF lists a document up to a quarter of an hour after it took it.</summary>
    public static EFacturaAdapterInfo Real { get; } = new(EFacturaAdapters.Anaf, "We file with ANAF (SPV) under the company's own login.", 1200);

    public static EFacturaAdapterInfo StandIn { get; } = new(EFacturaAdapters.Sandbox, "A stand-in on this machine answers for ANAF; nothing is filed.", 30);

    private const string NegativeInvoice = "NEGATIVE_INVOICE";

    public EFacturaAdapterInfo Info => info;

    public async Task<AdapterCheck> AuthenticateAsync(CallScope scope, CancellationToken cancellationToken) =>
        AdapterCheck.Of(await FilingReply.OfAsync(scope, "anaf", stop => logins.KeepFreshAsync(scope.Tenant, TimeSpan.Zero, stop), cancellationToken));

    public async Task<AdapterCheck> TestConnectionAsync(CallScope scope, CancellationToken cancellationToken) =>
        AdapterCheck.Of(await anaf.TryAsync(scope, (client, stop) => client.RecentMessagesAsync(1, cancellationToken: stop), cancellationToken));

    public async Task<BuiltDocument> BuildXmlAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var source = await files.ReadSourceAsync(entry, cancellationToken);
        var set = await settings.GetAsync(entry.Tenant, cancellationToken);
        if (source.Issued is not { } issued)
        {
            return PostedInvoice.Build(source.Posted!.Value, BuildStep.OwnAddress(set));
        }

        var mapped = EFacturaDocument.From(
            issued, CompanyProfile.From(set), source.StornoOf, set.Get(SettingsCatalogue.CreditNoteForm) == NegativeInvoice);
        return mapped.Invoice is { } invoice ? BuiltDocument.Of(invoice) : BuiltDocument.Refused(mapped.Problems);
    }

    public Task<SignedPackage> SignAndPackageAsync(EFacturaEntry entry, CancellationToken cancellationToken) =>
        signer.SignAsync(entry, cancellationToken);

    public async Task<UploadResult> SubmitAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var xml = await files.ReadAsync(entry.Xml!, cancellationToken);
        var channel = entry.Channel!;
        var options = new UploadOptions(
            channel.IsCreditNote ? UploadStandard.CN : UploadStandard.UBL, channel.IsConsumer, channel.IsForeign, channel.IsSelfBilled);
        var reply = await anaf.TryAsync(EFacturaAnaf.ScopeOf(entry), (client, stop) => client.UploadAsync(xml, options, stop), cancellationToken);
        return reply.Fault is { } fault ? UploadResult.Failed(fault) : Answered(reply.Value!);
    }

    public Task<ListSearch> FindAsync(EFacturaEntry entry, UploadIntent intent, CancellationToken cancellationToken) =>
        listed.FindAsync(EFacturaAnaf.ScopeOf(entry), intent.Sha256, intent.FirstAt, entry.Channel?.Cif, cancellationToken);

    public async Task<AnafAnswer> PollAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var remoteId = entry.AnafIds.RemoteId!;
        var reply = await anaf.TryAsync(EFacturaAnaf.ScopeOf(entry), (client, stop) => client.MessageStateAsync(remoteId, stop), cancellationToken);
        return reply switch
        {
            { Value: MessageState.Ok ok } => new AnafAnswer(remoteId, AnafAnswerState.Ok, ok.DownloadId),
            { Value: MessageState.Nok nok } => new AnafAnswer(remoteId, AnafAnswerState.Nok, nok.DownloadId),
            { Value: MessageState.NotTaken } => new AnafAnswer(remoteId, AnafAnswerState.Withheld, Words: "XML cu erori nepreluat de sistem"),

            // Of an index that ANAF named itself as the first one: when it is not ours to see, waiting changes nothing.
            { Fault: { Kind: FaultKind.Authentication or FaultKind.NotFound } fault } when entry.DuplicateUpload is not null =>
                new AnafAnswer(remoteId, AnafAnswerState.Withheld, Words: fault.Words),
            { Fault: { Kind: not FaultKind.RateLimit } fault } => new AnafAnswer(remoteId, AnafAnswerState.Unknown, Words: fault.Words, WasAsked: false),
            _ => new AnafAnswer(remoteId, AnafAnswerState.Pending, Words: reply.Fault?.Words, WasAsked: reply.Fault is null),
        };
    }

    public Task<FilingReply<ReadOnlyMemory<byte>?>> DownloadAsync(EFacturaEntry entry, AnafAnswer answer, CancellationToken cancellationToken) =>
        anaf.TryAsync(
            EFacturaAnaf.ScopeOf(entry),
            async (client, stop) => (ReadOnlyMemory<byte>?)await client.DownloadAsync(answer.DownloadId!, stop),
            cancellationToken);

    /// <summary>Byte for byte: ANAF seals what it got.</summary>
    public Task<bool> IsWhatWasSentAsync(EFacturaEntry entry, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(EFacturaFiles.Sha256(content) == entry.Xml!.Sha256);

    private static UploadResult Answered(UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.Accepted accepted => UploadResult.Accepted(accepted.Index),

        // Rights are missing, not the document at fault.
        UploadOutcome.Refused { Kind: FaultKind.Authentication or FaultKind.RateLimit } refused =>
            new UploadResult(UploadKind.Unavailable, Words: string.Join("; ", refused.Messages), Fault: refused.Kind),
        UploadOutcome.Refused refused => UploadResult.Refused(string.Join("; ", refused.Messages)),
        _ => throw new InvalidOperationException($"An outcome unknown here: {outcome}"),
    };
}
