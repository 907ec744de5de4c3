namespace Cerniq.LocalHost.Durable.Management;

/// <summary>The addresses at which one instance is watched and steered.</summary>
public sealed record ManagementUris(
    string Id,
    string StatusQueryGetUri,
    string SendEventPostUri,
    string TerminatePostUri,
    string RewindPostUri,
    string PurgeHistoryDeleteUri,
    string RestartPostUri,
    string SuspendPostUri,
    string ResumePostUri)
{
    /// <summary>Path of the management API.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>Builds the addresses of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="baseUrl">Scheme and authority as the caller reaches the host, such as <c>http://127.0.0.1:7071</c>.</param>
    /// <param name="hubName">Name of the task hub.</param>
    /// <param name="systemKey">The key put into <c>code=</c>; null leaves it out.</param>
    /// <param name="reasonPlaceholder">What stands for the reason, to be replaced by the caller.</param>
    public static ManagementUris For(
        string instanceId, string baseUrl, string hubName, string? systemKey, string reasonPlaceholder = "{text}")
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentNullException.ThrowIfNull(baseUrl);
        var instance = $"{baseUrl.TrimEnd('/')}{BasePath}/instances/{Uri.EscapeDataString(instanceId)}";
        var common = $"taskHub={Uri.EscapeDataString(hubName)}&connection=Storage"
            + (systemKey is null ? "" : $"&code={Uri.EscapeDataString(systemKey)}");
        string WithReason(string verb) => $"{instance}/{verb}?reason={reasonPlaceholder}&{common}";
        return new ManagementUris(
            instanceId,
            $"{instance}?{common}",
            $"{instance}/raiseEvent/{{eventName}}?{common}",
            WithReason("terminate"),
            WithReason("rewind"),
            $"{instance}?{common}",
            $"{instance}/restart?{common}",
            WithReason("suspend"),
            WithReason("resume"));
    }
}
