using System.Security.Cryptography;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Companies;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>A file to be taken in, with what was found in it and the marks of its call.</summary>
internal sealed record AnafSubmission(string Environment, string Cif, string Standard, byte[] Bytes, AnafContent Content, IReadOnlyList<string> Errors)
{
    public bool B2C { get; init; }

    public bool Extern { get; init; }

    public bool Autofactura { get; init; }

    public bool Executare { get; init; }

    /// <summary>Refuse it whatever it says.</summary>
    public bool Reject { get; init; }
}

/// <summary>Takes files in, settles them after a while, and lists them a little later.</summary>
internal sealed class AnafUploads(SandboxStore store, SandboxClock clock)
{
    /// <summary>How long a file is «in prelucrare», in sandbox milliseconds.</summary>
    public const int SettlesAfterMs = 1500;

    /// <summary>How long after that the lists show it, in sandbox milliseconds.</summary>
    public const int ListedAfterMs = 500;

    public const string SettleWork = "anaf.settle";
    public const string ListWork = "anaf.list";

    public Task<AnafUpload> TakeInAsync(AnafSubmission submission) => store.WriteAsync(session => TakeIn(session, submission));

    /// <summary>Takes a file in as part of a larger write.</summary>
    public AnafUpload TakeIn(StoreSession session, AnafSubmission submission)
    {
        var all = new List<string>(submission.Errors);
        if (submission.Reject)
        {
            all.Add("E: validari globale  SCHEMATRON   eroare: [BR-RO-REJECT]-Respingere ceruta prin controlul mediului de test     #Rejection asked for by the test control");
        }

        if (all.Count == 0 && AnafUpload.DuplicateMarkOf(submission.Environment, submission.Content) is { } mark && session.First(AnafUpload.Kept, mark) is { } first)
        {
            all.Add($"Factura a mai fost transmisa anterior cu index={first.Index} si data incarcare={RomaniaTime.Of(first.UploadedAt):yyyy-MM-dd}");
        }

        var upload = new AnafUpload
        {
            Index = $"{session.Next("anaf.index", 6_100_000_001)}",
            Environment = submission.Environment,
            Cif = submission.Cif,
            Standard = submission.Standard,
            B2C = submission.B2C,
            Extern = submission.Extern,
            Autofactura = submission.Autofactura,
            Executare = submission.Executare,
            Content = submission.Content,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(submission.Bytes)),
            Errors = all,
            UploadedAt = clock.Now,
        };
        session.PutBlob(AnafUpload.BlobOf(upload.Index), submission.Bytes);
        session.Schedule(SettleWork, upload.Index, clock.Milliseconds + SettlesAfterMs);
        return session.Put(AnafUpload.Kept, upload);
    }

    public AnafUpload? Find(string environment, string index) =>
        store.Read(session => session.Find(AnafUpload.Kept, index)) is { } upload && upload.Environment == environment ? upload : null;

    public AnafUpload? FindDownload(string environment, string id) =>
        store.Read(session => session.First(AnafUpload.Kept, $"download={id}")) is { } upload && upload.Environment == environment ? upload : null;

    public byte[] Bytes(AnafUpload upload) =>
        store.Read(session => session.Blob(AnafUpload.BlobOf(upload.Index))) ?? throw new InvalidDataException($"The file of upload {upload.Index} is gone.");
}

/// <summary>Ends the processing of a file.</summary>
internal sealed class AnafSettling(SandboxClock clock) : IDueWork
{
    public string Kind => AnafUploads.SettleWork;

    public void Run(StoreSession session, string id)
    {
        session.Unschedule(Kind, id);
        if (session.Find(AnafUpload.Kept, id) is { SettledAt: null } upload)
        {
            session.Put(AnafUpload.Kept, upload with { SettledAt = clock.Now, DownloadId = $"{session.Next("anaf.download", 6_500_000_001)}" });
            session.Schedule(AnafUploads.ListWork, id, clock.Milliseconds + AnafUploads.ListedAfterMs);
        }
    }
}

/// <summary>Puts a settled file on the lists of those it concerns.</summary>
internal sealed class AnafListing(SandboxClock clock) : IDueWork
{
    public string Kind => AnafUploads.ListWork;

    public void Run(StoreSession session, string id)
    {
        session.Unschedule(Kind, id);
        if (session.Find(AnafUpload.Kept, id) is not { ListedAt: null, DownloadId: { } download } upload)
        {
            return;
        }

        var now = clock.Now;
        session.Put(AnafUpload.Kept, upload with { ListedAt = now });
        foreach (var (cif, tip, details) in upload.Standard == "RASP" ? BuyerMessage(session, upload) : Invoice(upload))
        {
            session.Put(AnafMessage.Kept, new AnafMessage(upload.Environment, cif, tip, download, upload.Index, details, now));
        }
    }

    private static IEnumerable<(string Cif, string Tip, string Details)> Invoice(AnafUpload upload)
    {
        var seller = upload.Content.SellerCif ?? upload.Cif;
        var buyer = upload.Content.BuyerCif;
        if (upload.Errors.Count > 0)
        {
            var kind = upload.Autofactura ? "de tip declarat=AUTOFACTURA, transmisa" : "transmisa";
            yield return (upload.Cif, "ERORI FACTURA", $"Erori de validare identificate la factura {kind} cu id_incarcare={upload.Index}");
            yield break;
        }

        var details = upload.Autofactura
            ? $"Factura cu id_incarcare={upload.Index} transmisa de cif={buyer}  ca autofactura in numele cif={seller}"
            : $"Factura cu id_incarcare={upload.Index} emisa de cif_emitent={seller} pentru cif_beneficiar={buyer}";
        yield return (seller, "FACTURA TRIMISA", details);
        if (!upload.B2C && FiscalCode.IsValid(buyer))
        {
            yield return (buyer!, "FACTURA PRIMITA", details);
        }
    }

    private static IEnumerable<(string Cif, string Tip, string Details)> BuyerMessage(StoreSession session, AnafUpload upload)
    {
        var details = $"Mesaj pentru factura cu id_incarcare={upload.Content.AboutIndex}: {upload.Content.Message}";
        yield return (upload.Cif, "MESAJ CUMPARATOR TRANSMIS", details);
        if (upload.Content.AboutIndex is { } about && session.Find(AnafUpload.Kept, about)?.Content.SellerCif is { } seller)
        {
            yield return (seller, "MESAJ CUMPARATOR PRIMIT", details);
        }
    }
}
