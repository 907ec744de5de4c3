using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function on a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>An NCRONTAB expression of six fields (or five), a period "hh:mm:ss", or "%Setting%".</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Keeps the schedule's status, so that a run missed while the host was down is made up once.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
