using Cerniq.Functions.Api;
using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>What a posted cancellation must be, whatever the invoice is like.</summary>
public static class CancellationRules
{
    private const int MaxItems = 1000;

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(CancellationRequest request)
    {
        var faults = new FieldFaults();
        if (request.Cancellation is not { } asked)
        {
            faults.Add("cancellation", "required");
            return faults.ByField();
        }

        faults.When(asked.ReasonCode is null, "cancellation.reasonCode", $"required: one of {Names<CancellationReasonCode>(c => c.Name())}");
        faults.When(asked.ReasonText?.Trim().Length is null or < 10 or > 500, "cancellation.reasonText", "required: 10 to 500 characters");
        faults.When(asked.RequestedBy is null, "cancellation.requestedBy", $"required: one of {Names<CancellationRequester>(c => c.Name())}");
        faults.When(asked.RequestedByUserId?.Length > 100, "cancellation.requestedByUserId", "at most 100 characters");
        faults.When(asked.InternalNotes?.Length > 2000, "cancellation.internalNotes", "at most 2000 characters");
        faults.When(
            asked.Corrective is not null && !asked.IssueCorrectiveInvoice,
            "cancellation.corrective",
            "only with issueCorrectiveInvoice");
        faults.When(request.Options?.EmailSubject?.Length > NegotiationRules.MaxSubject, "options.emailSubject", $"at most {NegotiationRules.MaxSubject} characters");
        faults.When(request.Options?.EmailBody?.Length > NegotiationRules.MaxBody, "options.emailBody", $"at most {NegotiationRules.MaxBody} characters");
        CheckItems(asked, faults);
        return faults.ByField();
    }

    private static void CheckItems(CancellationDetails asked, FieldFaults faults)
    {
        const string Field = "cancellation.itemsToCancel";
        var items = asked.ItemsToCancel;
        faults.When(asked.Type == CancellationType.Full && items is { Count: > 0 }, Field, "only with type PARTIAL");
        faults.When(asked.Type == CancellationType.Partial && items is not { Count: > 0 }, Field, "required with type PARTIAL");
        faults.When(items?.Count > MaxItems, Field, $"at most {MaxItems}");
        foreach (var (i, item) in (items ?? []).Take(MaxItems).Index())
        {
            faults.When(string.IsNullOrWhiteSpace(item?.Sku), $"{Field}[{i}].sku", "required");
            faults.When(item is null or { Quantity: <= 0 }, $"{Field}[{i}].quantity", "greater than 0");
        }

        var skus = (items ?? []).Where(item => item?.Sku is not null).Select(item => item.Sku!);
        faults.When(
            skus.GroupBy(sku => sku, StringComparer.Ordinal).Any(same => same.Count() > 1), Field, "each sku once");
    }

    private static string Names<T>(Func<T, string> name)
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(name));
}
