using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Anaf;

/// <summary>Tells a person when a day's calls of an endpoint are nearly used.</summary>
public sealed class AnafQuotaAlerts(Alerts alerts)
{
    internal const string Kind = "anaf_quota";

    private const decimal Nearly = 0.8m;

    /// <summary>Raises once a day's use goes over four fifths; a message's own quota under the message's name.</summary>
    internal async Task LookAsync(string tenant, AnafQuotaUse use, CancellationToken cancellationToken)
    {
        if (use.Used != Math.Ceiling(use.Limit * Nearly))
        {
            return;
        }

        var about = use.Message is { } message ? $" of message {message}" : "";
        await alerts.RaiseAsync(
            tenant,
            new AlertNotice(
                KeyOf(use),
                AlertKind.AnafQuota,
                AlertSeverity.Warning,
                $"ANAF's limit of {use.Endpoint} is nearly used",
                $"{use.Used} of the {use.Limit} calls of a day are used{about}. Once they are, the work waits for midnight and goes on by itself.",
                "anaf/quotas")
            {
                Facts = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["endpoint"] = use.Endpoint,
                    ["used"] = $"{use.Used}",
                    ["limit"] = $"{use.Limit}",
                    ["of_message"] = use.Message is null ? "" : $" ({use.Message})",
                },
            },
            cancellationToken);
    }

    /// <summary>A day is gone: what was nearly used then is whole again, and its next shortage is news.</summary>
    internal Task OverAsync(string tenant, AnafQuotaUse use, CancellationToken cancellationToken) =>
        use.Used >= Math.Ceiling(use.Limit * Nearly) ? alerts.ResolveAsync(tenant, KeyOf(use), cancellationToken) : Task.CompletedTask;

    private static string KeyOf(AnafQuotaUse use) => $"{Kind}/{use.Endpoint}/{use.Message}";
}
