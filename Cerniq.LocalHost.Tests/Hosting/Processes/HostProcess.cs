using System.Diagnostics;
using System.Runtime.InteropServices;
using Cerniq.LocalHost.Tests.Durable.Crashes;

namespace Cerniq.LocalHost.Tests.Hosting.Processes;

/// <summary>A running <see cref="HostChild"/>. It is killed when it is disposed of before its end.</summary>
internal sealed partial class HostProcess : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Task<string> _complaints;
    private readonly Task<string> _output;

    public HostProcess(string folder)
    {
        _process = CrashScene.StartChild([HostChild.Argument, folder], folder, readsOutput: true);
        _complaints = _process.StandardError.ReadToEndAsync();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public void Terminate() => Signal(_process.Id, SigTerm).ShouldBe(0);

    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <returns>How it ended and what it wrote to its error stream.</returns>
    public async Task<(int ExitCode, string Complaints)> EndAsync()
    {
        await Eventually.WithinAsync(_process.WaitForExitAsync());
        await _output;
        return (_process.ExitCode, await _complaints);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
