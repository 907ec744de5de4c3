using System.Globalization;
using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Oblio;

/// <summary>Oblio's envelopes and the documents inside them.</summary>
internal static class OblioAnswer
{
    public static IResult Ok(JsonNode data, string message = "Success", int status = 200) =>
        Json(new JsonObject { ["status"] = status, ["statusMessage"] = message, ["data"] = data }, status);

    public static IResult Refused(int status, string message) => Json(new JsonObject { ["status"] = status, ["statusMessage"] = message }, status);

    public static IResult Json(JsonNode body, int status = 200) =>
        Results.Text(body.ToJsonString(StoredJson.Options), "application/json", statusCode: status);

    public static JsonObject Created(OblioDocument document, string origin) => new()
    {
        ["seriesName"] = document.SeriesName,
        ["number"] = document.Number,
        ["link"] = Link(document, origin),
    };

    public static JsonObject One(OblioDocument document, string origin) => new()
    {
        ["documentType"] = document.Type,
        ["seriesName"] = document.SeriesName,
        ["number"] = document.Number,
        ["link"] = Link(document, origin),
        ["einvoice"] = Link(document, origin) + "&einvoice=1&api=1",
        ["total"] = Four(document.Totals.Total),
        ["collects"] = Collects(document),
    };

    public static JsonObject Listed(OblioDocument document, string origin, bool products, bool collects, JsonObject? einvoiceStatus, string? downloadId)
    {
        var item = new JsonObject
        {
            ["id"] = $"{document.Id}",
            ["draft"] = "0",
            ["canceled"] = Flag(document.Canceled),
            ["collected"] = Flag(document.IsCollected),
            ["seriesName"] = document.SeriesName,
            ["number"] = document.Number,
            ["issueDate"] = Day(document.IssueDate),
            ["dueDate"] = document.DueDate is { } due ? Day(due) : "",
            ["precision"] = $"{document.Precision}",
            ["currency"] = document.Currency,
            ["exchangeRate"] = document.ExchangeRate.ToString("0.000000", CultureInfo.InvariantCulture),
            ["total"] = Four(document.Totals.Total),
            ["issuerName"] = document.IssuerName,
            ["issuerId"] = "",
            ["noticeNumber"] = "",
            ["deputyName"] = "",
            ["deputyIdentityCard"] = "",
            ["deputyAuto"] = "",
            ["mentions"] = document.Mentions,
            ["useStock"] = "0",
            ["indexUpload"] = document.IndexUpload,
            ["idDownload"] = downloadId,
            ["type"] = document.Type,
            ["link"] = Link(document, origin) + "&preload=1",
            ["einvoice"] = Link(document, origin) + "&einvoice=1&api=1",
            ["client"] = Client(document.Client),
        };
        if (einvoiceStatus is not null)
        {
            item["einvoiceStatus"] = einvoiceStatus;
        }

        if (products)
        {
            item["products"] = new JsonArray([.. document.Lines.Select(Product)]);
        }

        if (collects)
        {
            item["collects"] = Collects(document);
        }

        return item;
    }

    public static JsonArray Collects(OblioDocument document) => new([.. document.Collects.Select(static collect => new JsonObject
    {
        ["issueDate"] = Day(collect.IssueDate),
        ["type"] = collect.Type,
        ["number"] = collect.Number,
        ["value"] = collect.Value,
    })]);

    public static string Link(OblioDocument document, string origin) =>
        $"{origin}/oblio/utils/show_file/?ic={CompanyId(document.Cif)}&id={document.Id}&it={document.AccessToken}";

    public static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long CompanyId(string cif) => 10_000 + long.Parse(cif, CultureInfo.InvariantCulture) % 899_981;

    private static JsonObject Client(OblioClient client) => new()
    {
        ["clientId"] = $"{2_000_000 + StableId(client.Cif + client.Name)}",
        ["cif"] = client.Cif,
        ["name"] = client.Name,
        ["rc"] = client.Rc,
        ["code"] = client.Code,
        ["address"] = client.Address,
        ["state"] = client.State,
        ["city"] = client.City,
        ["country"] = client.Country,
        ["iban"] = client.Iban,
        ["bank"] = client.Bank,
        ["contact"] = client.Contact,
        ["phone"] = client.Phone,
        ["email"] = client.Email,
        ["vatPayer"] = Flag(client.VatPayer),
    };

    private static JsonNode Product(OblioLine line) => new JsonObject
    {
        ["name"] = line.Name,
        ["code"] = line.Code,
        ["description"] = line.Description,
        ["price"] = Four(line.Price),
        ["measuringUnit"] = line.MeasuringUnit,
        ["currency"] = line.Currency,
        ["vatName"] = line.VatName,
        ["vatPercentage"] = line.VatPercentage,
        ["vatIncluded"] = Flag(line.VatIncluded),
        ["quantity"] = Four(line.Quantity),
        ["management"] = line.Management,
        ["productType"] = line.ProductType,
    };

    // A number that stays the same between processes, unlike a string's hash code.
    private static int StableId(string text) => text.Aggregate(17, static (id, c) => (id * 31 + c) % 899_981);

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Four(decimal amount) => amount.ToString("0.0000", CultureInfo.InvariantCulture);
}
