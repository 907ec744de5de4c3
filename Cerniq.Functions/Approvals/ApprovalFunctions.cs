using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Approvals;

/// <summary>What waits for a person: the list, and the decision. Each is decided once.</summary>
public sealed class ApprovalFunctions(ApprovalStore approvals, ApprovalConsequences consequences)
{
    [Function("ListApprovals")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/approvals")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Listing.PageAsync<Approval, ApprovalStatus>(
            request,
            "status",
            (paging, status) => approvals.ListAsync(tenant, status!.Value, paging.Limit, paging.Continuation, cancellationToken),
            otherwise: ApprovalStatus.Pending);

    [Function("GetApproval")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/approvals/{approvalId}")] HttpRequest request,
        string tenant,
        string approvalId,
        CancellationToken cancellationToken) =>
        await approvals.GetAsync(tenant, approvalId, cancellationToken) is { } approval ? Answer.Ok(approval) : Problem.NotFound();

    [Function("DecideApproval")]
    public async Task<IActionResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/approvals/{approvalId}/decision")] HttpRequest request,
        string tenant,
        string approvalId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<DecisionBody>(request, Faults, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var decision = body.Value;
        var status = decision.Approved == true ? ApprovalStatus.Approved : ApprovalStatus.Rejected;
        if (await consequences.WhyNotAsync(tenant, approvalId, status, cancellationToken) is { } whyNot)
        {
            return Problem.Conflict(whyNot);
        }

        var outcome = await approvals.SettleAsync(tenant, approvalId, status, decision.DecidedBy!, decision.Comment, cancellationToken);
        if (outcome is not var (approval, settled))
        {
            return Problem.NotFound();
        }

        if (!settled)
        {
            return approval.Status == ApprovalStatus.Expired
                ? Problem.Gone($"The approval expired at {approval.ExpiresAt:O}.")
                : Problem.Conflict("The approval", approval.Status.ToString().ToUpperInvariant(), "it is decided once, and that decision stands");
        }

        await consequences.FollowAsync(client, approval, cancellationToken);
        return Answer.Ok(approval);
    }

    private static IReadOnlyDictionary<string, string[]> Faults(DecisionBody decision)
    {
        var faults = new FieldFaults();
        faults.When(decision.Approved is null, "approved", "true or false");
        faults.When(string.IsNullOrWhiteSpace(decision.DecidedBy), "decidedBy", "required: who decides");
        return faults.ByField();
    }

    private sealed record DecisionBody(bool? Approved, string? DecidedBy, string? Comment);
}
