using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cerniq.Sandbox.Clock;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Anaf;

/// <summary>ANAF's XML headers and JSON bodies, byte by byte as published.</summary>
internal static class AnafAnswer
{
    private const string UploadNamespace = "mfp:anaf:dgti:spv:respUploadFisier:v1";
    private const string StateNamespace = "mfp:anaf:dgti:efactura:stareMesajFactura:v1";
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    public static IResult Uploaded(AnafUpload upload) =>
        Xml($"<header xmlns=\"{UploadNamespace}\" dateResponse=\"{RomaniaTime.Minute(upload.UploadedAt)}\" ExecutionStatus=\"0\" index_incarcare=\"{upload.Index}\"/>");

    public static IResult UploadRefused(string message, TimeProvider time) =>
        Xml($"<header xmlns=\"{UploadNamespace}\" dateResponse=\"{RomaniaTime.Minute(time.GetUtcNow())}\" ExecutionStatus=\"1\">\n    <Errors errorMessage=\"{Escape(message)}\"/>\n</header>");

    public static IResult State(AnafUpload upload) =>
        Xml($"<header xmlns=\"{StateNamespace}\" stare=\"{upload.Stare}\"{(upload.DownloadId is { } id ? $" id_descarcare=\"{id}\"" : "")}/>");

    public static IResult StateRefused(string message) =>
        Xml($"<header xmlns=\"{StateNamespace}\">\n    <Errors errorMessage=\"{Escape(message)}\"/>\n</header>");

    /// <summary>A business error of the JSON services: status 200.</summary>
    public static IResult Error(string message, string title) => Json(new JsonObject { ["eroare"] = message, ["titlu"] = title });

    public static IResult BadRequest(string message, TimeProvider time) => Json(CustomErrorBody(400, "Bad Request", message, time), 400);

    public static JsonObject CustomErrorBody(int status, string error, string message, TimeProvider time) => new()
    {
        ["timestamp"] = RomaniaTime.Second(time.GetUtcNow()),
        ["status"] = status,
        ["error"] = error,
        ["message"] = message,
    };

    public static IResult Json(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(StoredJson.Options), "application/json", statusCode: status);

    /// <summary>The file that stands in for the invoice in the ZIP of a refused one.</summary>
    public static string ErrorFile(AnafUpload upload)
    {
        var errors = string.Concat(upload.Errors.Select(static error => $"    <Error errorMessage=\"{Escape(error)}\"/>\n"));
        return $"{Declaration}<header xmlns=\"mfp:anaf:dgti:efactura:mesajEroriFactuta:v1\" Index_incarcare=\"{upload.Index}\" Cif_emitent=\"{upload.Content.SellerCif ?? upload.Cif}\">\n{errors}</header>\n";
    }

    private static IResult Xml(string body) => Results.Text(Declaration + body, "application/xml");

    private static string Escape(string text) => new XAttribute("a", text).ToString()[3..^1];
}
