using Microsoft.DurableTask;

namespace Cerniq.Functions.EFactura;

/// <summary>The activities of a filing by name, each with the same patience for a failing store.</summary>
internal sealed class SubmissionSteps(TaskOrchestrationContext context, EFacturaKey key)
{
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(
        new RetryPolicy(20, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(15)));

    public Task<SubmissionPlan> BeginAsync() => CallAsync<SubmissionPlan>(EFacturaSteps.Begin, key);

    /// <summary>Null when the document is valid and stored.</summary>
    public Task<EFacturaOutcome?> BuildAsync() => CallAsync<EFacturaOutcome?>(EFacturaSteps.Build, key);

    public Task SignAsync() => CallAsync<StoredFile?>(EFacturaSteps.Sign, key);

    public Task<UploadResult> UploadAsync() => CallAsync<UploadResult>(EFacturaSteps.Upload, key);

    public Task<ReconcileResult> ReconcileAsync(bool isFinal) =>
        CallAsync<ReconcileResult>(EFacturaSteps.Reconcile, new ReconcileRequest(key, isFinal));

    public Task<bool> FailAsync(UploadResult result, DateTimeOffset? nextRetryAt) =>
        CallAsync<bool>(EFacturaSteps.Fail, new RoundFailure(key, result.Words ?? "no answer", result.Fault, nextRetryAt));

    public Task<EFacturaOutcome> RefuseAsync(UploadResult result) =>
        CallAsync<EFacturaOutcome>(EFacturaSteps.Refuse, new RoundFailure(key, result.Words ?? "refused", result.Fault, null));

    public Task<AnafAnswer> AskAsync() => CallAsync<AnafAnswer>(EFacturaSteps.Ask, key);

    public Task<CollectResult> CollectAsync(AnafAnswer answer) =>
        CallAsync<CollectResult>(EFacturaSteps.Collect, new CollectRequest(key, answer));

    private Task<T> CallAsync<T>(string step, object input) => context.CallActivityAsync<T>(step, input, Patient);
}

/// <summary>Names of the activities of a filing.</summary>
public static class EFacturaSteps
{
    public const string Begin = "EFacturaBegin";
    public const string Build = "EFacturaBuild";
    public const string Sign = "EFacturaSign";
    public const string Upload = "EFacturaUpload";
    public const string Reconcile = "EFacturaReconcile";
    public const string Fail = "EFacturaFail";
    public const string Refuse = "EFacturaRefuse";
    public const string Ask = "EFacturaAsk";
    public const string Collect = "EFacturaCollect";
}
