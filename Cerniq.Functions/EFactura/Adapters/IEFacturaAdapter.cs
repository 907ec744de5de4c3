using Cerniq.Functions.Audit;

namespace Cerniq.Functions.EFactura;

/// <summary>One way of bringing a document to ANAF. The order of things is <see cref="EFacturaSubmission"/>'s; an adapter does one
/// thing at a time, says what came of it as a value, and is safe to ask again.</summary>
public interface IEFacturaAdapter
{
    /// <summary>What it is and how it behaves.</summary>
    EFacturaAdapterInfo Info { get; }

    /// <summary>Logs in.</summary>
    Task<AdapterCheck> AuthenticateAsync(CallScope scope, CancellationToken cancellationToken);

    /// <summary>Logs in and asks for something that costs nothing.</summary>
    Task<AdapterCheck> TestConnectionAsync(CallScope scope, CancellationToken cancellationToken);

    /// <summary>Makes the document that will be filed, validated.</summary>
    /// <exception cref="Services.ServiceException">It could not be made just now.</exception>
    Task<BuiltDocument> BuildXmlAsync(EFacturaEntry entry, CancellationToken cancellationToken);

    /// <summary>Signs the document that was made, for the archive. What is sent is the document itself: ANAF signs what it takes.</summary>
    Task<SignedPackage> SignAndPackageAsync(EFacturaEntry entry, CancellationToken cancellationToken);

    /// <summary>Sends it. Whoever calls has put the intent on record.</summary>
    Task<UploadResult> SubmitAsync(EFacturaEntry entry, CancellationToken cancellationToken);

    /// <summary>Looks whether a document whose sending ended unclear has arrived.</summary>
    Task<ListSearch> FindAsync(EFacturaEntry entry, UploadIntent intent, CancellationToken cancellationToken);

    /// <summary>Asks what ANAF thinks of it.</summary>
    Task<AnafAnswer> PollAsync(EFacturaEntry entry, CancellationToken cancellationToken);

    /// <summary>Fetches ANAF's sealed answer.</summary>
    Task<FilingReply<ReadOnlyMemory<byte>?>> DownloadAsync(EFacturaEntry entry, AnafAnswer answer, CancellationToken cancellationToken);

    /// <summary>Whether what ANAF sealed is what was sent.</summary>
    /// <param name="content">The document in the sealed answer.</param>
    Task<bool> IsWhatWasSentAsync(EFacturaEntry entry, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <param name="Name">ANAF, OBLIO or SANDBOX.</param>
/// <param name="ReconcileSeconds">How long after an unclear upload its absence means that it never arrived.</param>
public sealed record EFacturaAdapterInfo(string Name, string Description, int ReconcileSeconds);

/// <summary>Whether an adapter can do its work.</summary>
/// <param name="Problem">What keeps it from it, and where to set that right.</param>
public sealed record AdapterCheck(bool Works, string? Problem = null)
{
    internal static AdapterCheck Of<T>(FilingReply<T> reply) => new(reply.Fault is null, reply.Fault?.Words);
}
