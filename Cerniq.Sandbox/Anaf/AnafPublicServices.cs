using System.Text.Json.Nodes;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Documents;
using Cerniq.Sandbox.Http;

namespace Cerniq.Sandbox.Anaf;

/// <summary>validare, transformare and validate/signature: the services that change nothing.</summary>
internal sealed class AnafPublicServices(MinistrySeal seal, TimeProvider time)
{
    private const int LargestFile = 5 * 1024 * 1024;

    public async Task<IResult> ValidateAsync(HttpRequest request, string standard)
    {
        var (_, errors) = await CheckAsync(request, standard, validate: true);
        return errors.Count == 0 ? AnafAnswer.Json(Verdict("ok", [])) : AnafAnswer.Json(Verdict("nok", errors));
    }

    public async Task<IResult> TransformAsync(HttpRequest request, string standard, bool validate)
    {
        var (content, errors) = await CheckAsync(request, standard, validate);
        return errors.Count > 0 || content is null
            ? AnafAnswer.Json(Verdict("nok", errors))
            : Results.Bytes(PdfText.Write(Lines(content, standard)), "application/pdf");
    }

    public async Task<IResult> ValidateSignatureAsync(HttpRequest request)
    {
        if (!request.HasFormContentType || await request.ReadFormAsync() is not { } form
            || form.Files["file"] is not { } file || form.Files["signature"] is not { } signature)
        {
            return AnafAnswer.Json(
                Message("Eroare tehnică: request incorect. Cauza: cel puțin unul din documente NU a fost încărcat sau NU este un fisier de tip XML specific facturii electronice."),
                400);
        }

        return AnafAnswer.Json(Message(seal.Verifies(await BytesAsync(file), await BytesAsync(signature))
            ? "Fișierele încărcate au fost validate cu succes, din perspectiva autenticității semnăturii aplicate și a apartenenței acesteia la XML-ul ce reprezintă factura electronică."
            : "Fișierele încărcate NU au putut fi validate cu succes, din perspectiva autenticității semnăturii aplicate și a apartenenței acesteia la XML-ul ce reprezintă factura electronică."));
    }

    /// <summary>What Spring answers when the path names no standard.</summary>
    public IResult NoStandard(HttpRequest request) => AnafAnswer.Json(
        new JsonObject
        {
            ["timestamp"] = $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fff}+00:00",
            ["status"] = 404,
            ["error"] = "Not Found",
            ["path"] = request.Path.Value!.Replace("/anaf/prod", "", StringComparison.OrdinalIgnoreCase),
        },
        404);

    private async Task<(AnafContent? Content, IReadOnlyList<string> Errors)> CheckAsync(HttpRequest request, string standard, bool validate)
    {
        if (standard is not ("FACT1" or "FCN"))
        {
            return (null, ["Valorile acceptate pentru parametrul standard sunt FACT1 si FCN"]);
        }

        var bytes = await LooseBody.BytesAsync(request);
        if (bytes.Length > LargestFile)
        {
            return (null, ["Marime fisier transmis mai mare de 5 MB."]);
        }

        var kind = standard == "FACT1" ? "UBL" : "CN";
        var findings = AnafValidation.Examine(bytes, kind);
        return findings.Content is { } content ? (content, validate ? findings.Errors : []) : (null, [findings.Refusal!]);
    }

    private IEnumerable<string> Lines(AnafContent content, string standard) =>
    [
        $"{(standard == "FACT1" ? "Factura" : "Nota de credit")} {content.Number}",
        $"Data emiterii: {content.IssueDate}",
        $"Vanzator CIF: {content.SellerCif}",
        $"Cumparator CIF: {content.BuyerCif}",
        $"Total de plata: {content.Amount} {content.Currency}",
        $"Generat la {RomaniaTime.Second(time.GetUtcNow())}",
    ];

    private static JsonObject Verdict(string state, IReadOnlyList<string> errors)
    {
        var verdict = new JsonObject { ["stare"] = state };
        if (errors.Count > 0)
        {
            verdict["Messages"] = new JsonArray([.. errors.Select(static error => new JsonObject { ["message"] = error })]);
        }

        verdict["trace_id"] = $"{Guid.NewGuid()}";
        return verdict;
    }

    private static JsonObject Message(string text) => new() { ["msg"] = text };

    private static async Task<byte[]> BytesAsync(IFormFile file)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
