using System.Text.Json.Nodes;
using Cerniq.Functions.Tests.EndToEnd;
using Cerniq.Functions.Tests.EFactura;

namespace Cerniq.Functions.Tests.Api.Fuzz;

/// <summary>A body that each function takes, by its name.</summary>
internal static class GoodBodies
{
    public static readonly IReadOnlyDictionary<string, string> ByFunction = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PostNegotiation"] = Deal(),
        ["PutNegotiationClient"] = SampleDeal.Of("any")["client"]!.ToJsonString(),
        ["ValidateClient"] = new JsonObject
        {
            ["clientData"] = SampleDeal.Of("any")["client"]!.DeepClone(),
            ["options"] = new JsonObject { ["createIfNotExists"] = true, ["cacheValidation"] = false, ["cacheTtlSeconds"] = 60, ["verifyWithAnaf"] = true },
            ["negotiationId"] = "N-1",
            ["contactId"] = "C-1",
        }.ToJsonString(),
        ["RejectProforma"] = """{ "reason": "too dear" }""",
        ["CancelInvoice"] = """
            { "cancellation": { "reasonCode": "ORDER_CANCELLED", "reasonText": "the order was cancelled", "requestedBy": "SALES", "requestedByUserId": "u1",
              "type": "PARTIAL", "itemsToCancel": [ { "sku": "ABO-PRO", "quantity": 1 } ], "issueCorrectiveInvoice": false, "internalNotes": "none" },
              "options": { "sendEmail": false, "emailSubject": "s", "emailBody": "b", "autoSendEfacturaStorno": true } }
            """,
        ["DecideApproval"] = """{ "approved": true, "decidedBy": "someone", "comment": "yes" }""",
        ["MatchPayment"] = """{ "invoiceId": "i", "amount": 1, "exchangeRate": 5, "by": "someone" }""",
        ["UnmatchPayment"] = """{ "invoiceId": "i", "reason": "wrong" }""",
        ["CreateRefund"] = """{ "invoiceId": "i", "amount": 1.5, "currency": "RON", "clientId": "c", "reason": "too much" }""",
        ["WriteSettings"] = """{ "company_name": "FUZZ SRL", "auto_submit": true, "retry_max_attempts": 3, "retry_schedule_minutes": [5, 10], "efactura_minimum_amount": 5 }""",
        ["EFacturaSubmit"] = $$"""{ "tenant": "fuzz", "invoice_id": 17, "invoice": {{EFacturaRouteTests.Invoice("FUZZ-1")}} }""",
        ["EFacturaRetry"] = """{ "queue_id": 1 }""",
        ["EFacturaPoll"] = """{ "queue_id": 1 }""",
        ["EFacturaValidate"] = EFacturaRouteTests.Invoice("FUZZ-2"),
        ["EFacturaPreview"] = EFacturaRouteTests.Invoice("FUZZ-3"),
    };

    /// <summary>Without an id, so that every good one is another deal; not agreed beforehand, so that it waits after the proforma.</summary>
    private static string Deal()
    {
        var deal = SampleDeal.Of("any");
        deal.Remove("negotiationId");
        return deal.ToJsonString();
    }
}
