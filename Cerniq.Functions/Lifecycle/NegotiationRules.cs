using System.Text.RegularExpressions;
using Cerniq.EInvoicing.Tax;
using Cerniq.Functions.Api;
using Cerniq.Functions.Clients;

namespace Cerniq.Functions.Lifecycle;

/// <summary>What a posted deal must be before it is taken in. The client's data are judged later, with a chance to mend them.</summary>
public static partial class NegotiationRules
{
    /// <summary>Of a letter's subject, in characters.</summary>
    public const int MaxSubject = 200;

    /// <summary>Of a letter's text, in characters.</summary>
    public const int MaxBody = 10_000;

    private const int MaxItems = 1000;
    private const int MaxName = 100; // BT-153 in CIUS-RO
    private const int MaxDescription = 200; // BT-154

    private static readonly DateOnly EarliestDate = new(2020, 1, 1);
    private static readonly DateOnly LatestDate = new(2099, 12, 31);

    /// <summary>What is wrong, by field; empty when the deal can be taken in.</summary>
    /// <param name="today">Today in Bucharest, the tax point of a deal that names none.</param>
    public static IReadOnlyDictionary<string, string[]> Check(NegotiationRequest request, DateOnly today)
    {
        var faults = new FieldFaults();
        faults.When(request.NegotiationId is { } id && !Name().IsMatch(id), "negotiationId", "1 to 100 of letters, digits, . _ and -");
        CheckClient(request, faults);
        CheckDetails(request.Details ?? new DealDetails(), today, faults);
        CheckItems(request, today, faults);
        faults.When(
            request.Options is { } options && options.Language.ToUpperInvariant() is not ("RO" or "EN"), "options.language", "ro or en");
        faults.When(request.Options?.EmailSubject?.Length > MaxSubject, "options.emailSubject", $"at most {MaxSubject} characters");
        faults.When(request.Options?.EmailBody?.Length > MaxBody, "options.emailBody", $"at most {MaxBody} characters");
        return faults.ByField();
    }

    private static void CheckClient(NegotiationRequest request, FieldFaults faults)
    {
        if (request.Client is not { } client)
        {
            faults.Add("client", "required");
            return;
        }

        faults.When(string.IsNullOrWhiteSpace(client.Cui), "client.cui", "required");
        faults.When(string.IsNullOrWhiteSpace(client.CompanyName), "client.companyName", "required");
        ClientFields.Check(client, "client", faults);
    }

    private static void CheckDetails(DealDetails details, DateOnly today, FieldFaults faults)
    {
        var issueDate = details.IssueDate ?? today;
        faults.When(!Currency().IsMatch(details.Currency), "details.currency", "three capital letters, such as RON");
        faults.When(details.ExchangeRate is <= 0, "details.exchangeRate", "greater than 0");
        faults.When(
            !IsRon(details) && details.ExchangeRate is null,
            "details.exchangeRate",
            "required with another currency than RON: RON for one unit, as BNR publishes it");
        faults.When(
            details.PaymentMethod is not ("TRANSFER" or "CASH" or "CARD" or "RAMBURS"),
            "details.paymentMethod",
            "TRANSFER, CASH, CARD or RAMBURS");
        faults.When(details.IssueDate > today, "details.issueDate", "not in the future");
        faults.When(details.DueDate < issueDate, "details.dueDate", "not before the issue date");
        faults.When(details.ValidUntil < issueDate, "details.validUntil", "not before the issue date");
        CheckDates(details, faults);
        faults.When(details.Reference?.Length > 200, "details.reference", "at most 200 characters (BT-13)");
        faults.When(details.Mentions?.Length > 1000, "details.mentions", "at most 1000 characters");
        faults.When(details.Notes?.Length > 1000, "details.notes", "at most 1000 characters");
        faults.When(details.DeliveryAddress?.Length > 500, "details.deliveryAddress", "at most 500 characters");
        faults.When(details.SeriesName?.Length > 20, "details.seriesName", "at most 20 characters");
    }

    private static void CheckDates(DealDetails details, FieldFaults faults)
    {
        ReadOnlySpan<(string Field, DateOnly? Date)> dates =
        [
            ("issueDate", details.IssueDate), ("dueDate", details.DueDate), ("validUntil", details.ValidUntil), ("deliveryDate", details.DeliveryDate),
        ];
        foreach (var (field, date) in dates)
        {
            faults.When(date < EarliestDate || date > LatestDate, $"details.{field}", $"from {EarliestDate:yyyy-MM-dd} to {LatestDate:yyyy-MM-dd}");
        }
    }

    private static void CheckItems(NegotiationRequest request, DateOnly today, FieldFaults faults)
    {
        if (request.Items is not { Count: > 0 } items)
        {
            faults.Add("items", "at least one");
            return;
        }

        faults.When(items.Count > MaxItems, "items", $"at most {MaxItems}");
        var taxPoint = request.Details?.DeliveryDate ?? request.Details?.IssueDate ?? today;
        for (var i = 0; i < items.Count && i < MaxItems; i++)
        {
            CheckItem(items[i], $"items[{i}]", taxPoint, faults);
        }
    }

    private static void CheckItem(DealItem? item, string field, DateOnly taxPoint, FieldFaults faults)
    {
        if (item is null)
        {
            faults.Add(field, "required");
            return;
        }

        faults.When(string.IsNullOrWhiteSpace(item.Sku), $"{field}.sku", "required");
        faults.When(string.IsNullOrWhiteSpace(item.Name), $"{field}.name", "required");
        faults.When(item.Name.Length > MaxName, $"{field}.name", $"at most {MaxName} characters (BT-153)");
        faults.When(item.Description?.Length > MaxDescription, $"{field}.description", $"at most {MaxDescription} characters (BT-154)");
        faults.When(item.Quantity is <= 0 or > 1_000_000_000, $"{field}.quantity", "greater than 0, at most 1,000,000,000");
        faults.When(item.UnitPrice is <= 0 or > 1_000_000_000, $"{field}.unitPrice", "greater than 0, at most 1,000,000,000");
        faults.When(item.Discount is < 0 or > 100, $"{field}.discount", "0 to 100 per cent");
        if (item.VatRate is { } rate && rate != 0 && VatRates.Check(rate, taxPoint) is { Legal: false, Reason: var reason })
        {
            faults.Add($"{field}.vatRate", reason);
        }
    }

    private static bool IsRon(DealDetails details) => string.Equals(details.Currency, "RON", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex Currency();
}
