using System.Globalization;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Faults;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Anaf;

/// <summary>upload, uploadb2c, stareMesaj and descarcare.</summary>
internal sealed class AnafIntake(AnafUploads uploads, AnafRights rights, AnafQuotas quotas, MinistrySeal seal, TimeProvider time)
{
    private const int LargestFile = 10 * 1024 * 1024;
    private const string DownloadTitle = "Descarcare mesaj";

    public async Task<IResult> UploadAsync(HttpContext context, string environment, bool b2c)
    {
        var query = context.Request.Query;
        var bytes = await LooseBody.BytesAsync(context.Request);
        if (bytes.Length == 0)
        {
            return AnafAnswer.BadRequest("Trebuie sa aveti atasat in request un fisier de tip xml", time);
        }

        var standard = query["standard"].ToString();
        var cif = query["cif"].ToString();
        if (standard.Length == 0 || cif.Length == 0)
        {
            return AnafAnswer.BadRequest("Parametrii standard si cif sunt obligatorii", time);
        }

        if (ParameterError(query, standard, cif, bytes.Length) is { } error)
        {
            return AnafAnswer.UploadRefused(error, time);
        }

        var findings = AnafValidation.Examine(bytes, standard);
        if (findings.Content is not { } content)
        {
            return AnafAnswer.UploadRefused(findings.Refusal!, time);
        }

        if (standard == "RASP" && !await quotas.TakeAsync("rasp", cif, AnafQuotas.BuyerMessages))
        {
            return AnafAnswer.UploadRefused($"S-au incarcat deja 1000 de mesaje de tip RASP pentru cui={cif} in cursul zilei", time);
        }

        return AnafAnswer.Uploaded(await uploads.TakeInAsync(new AnafSubmission(environment, cif, standard, bytes, content, findings.Errors)
        {
            B2C = b2c,
            Extern = query["extern"] == "DA",
            Autofactura = query["autofactura"] == "DA",
            Executare = query["executare"] == "DA",
            Reject = FaultMiddleware.IsRejected(context),
        }));
    }

    public async Task<IResult> StateAsync(string environment, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return AnafAnswer.BadRequest("Parametrul id_incarcare este obligatoriu", time);
        }

        if (!IsNumber(id))
        {
            return AnafAnswer.StateRefused($"Id_incarcare introdus= {id} nu este un numar intreg");
        }

        if (uploads.Find(environment, id) is not { } upload)
        {
            return AnafAnswer.StateRefused($"Nu exista factura cu id_incarcare= {id}");
        }

        if (!rights.Has(upload.Cif))
        {
            return AnafAnswer.StateRefused($"Nu aveti dreptul de inteorgare pentru id_incarcare= {id}");
        }

        return await quotas.TakeAsync("stare", id, AnafQuotas.StateCalls)
            ? AnafAnswer.State(upload)
            : AnafAnswer.StateRefused($"S-au facut deja {AnafQuotas.StateCalls} descarcari de mesaj in cursul zilei");
    }

    public async Task<IResult> DownloadAsync(string environment, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return AnafAnswer.BadRequest("Parametrul id este obligatoriu", time);
        }

        if (!IsNumber(id))
        {
            return AnafAnswer.Error($"Id descarcare introdus= {id} nu este un numar intreg", DownloadTitle);
        }

        if (uploads.FindDownload(environment, id) is not { } upload)
        {
            return AnafAnswer.Error($"Pentru id={id} nu exista inregistrata nici o factura", DownloadTitle);
        }

        if (!rights.Has(upload.Cif))
        {
            return AnafAnswer.Error("Nu aveti dreptul sa descarcati acesta factura", DownloadTitle);
        }

        if (upload.SettledAt < time.GetUtcNow().AddDays(-60))
        {
            return AnafAnswer.Error("Fisierul nu mai poate fi descarcat pentru ca a trecut perioada de 60 de zile in care este disponibil", DownloadTitle);
        }

        return await quotas.TakeAsync("descarcare", id, AnafQuotas.Downloads)
            ? Results.Bytes(AnafZip.Write(upload, uploads.Bytes(upload), seal), "application/zip")
            : AnafAnswer.Error($"S-au facut deja 10 descarcari la mesajul cu id_descarcare={id}  in cursul zilei", DownloadTitle);
    }

    private string? ParameterError(IQueryCollection query, string standard, string cif, int length)
    {
        if (standard is not ("UBL" or "CN" or "CII" or "RASP"))
        {
            return "Valorile acceptate pentru parametrul standard sunt UBL, CN, CII sau RASP";
        }

        if (length > LargestFile)
        {
            return "Marime fisier transmis mai mare de 10 MB.";
        }

        if (!cif.All(char.IsAsciiDigit))
        {
            return $"CIF introdus= {cif} nu este un numar";
        }

        foreach (var (name, spelt) in new[] { ("extern", "extern"), ("autofactura", "autofacturare"), ("executare", "executare") })
        {
            if (query.TryGetValue(name, out var value) && value != "DA")
            {
                return $"Daca parametrul {spelt} trebuie completat, valoarea acceptata este DA";
            }
        }

        return rights.Has(cif) ? null : $"Nu aveti drept in SPV pentru CIF={cif}";
    }

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
