namespace Cerniq.LocalHost.Tests.Monitor;

/// <summary>A test that needs a browser of the machine's own; skipped, and said to be, where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium))
        {
            Skip = $"There is no browser at {Chromium}: the monitor's page was not tried in one.";
        }
    }
}
