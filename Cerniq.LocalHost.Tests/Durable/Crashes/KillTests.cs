using System.Diagnostics;
using System.Globalization;
using Cerniq.LocalHost.Durable.Running;

namespace Cerniq.LocalHost.Tests.Durable.Crashes;

public sealed class KillTests
{
    // The long form is run with CERNIQ_CRASH_KILLS=300 CERNIQ_CRASH_FLOWS=20000.
    private static readonly int Flows = Setting("CERNIQ_CRASH_FLOWS", 300);
    private static readonly int Kills = Setting("CERNIQ_CRASH_KILLS", 4);

    // Of "flow-0000:a" and its line end, as the effects file has them.
    private const int BytesOfEffect = 12;

    private static readonly TimeSpan LongestJitter = TimeSpan.FromMilliseconds(40);

    public static TheoryData<string> Checkpoints => [.. Enum.GetNames<Checkpoint>()];

    [Fact]
    public async Task Killed_again_and_again_every_flow_ends_once_and_nothing_recorded_runs_twice()
    {
        using var scene = new CrashScene(Flows);
        for (var kill = 0; kill < Kills; kill++)
        {
            var seen = scene.EffectBytes;
            using (var child = scene.StartChild())
            {
                await WaitForEffectsAsync(scene, child, seen + (Flows * 4L * BytesOfEffect / (Kills + 2)));
                await Task.Delay(LongestJitter * Random.Shared.NextDouble());
                child.Kill();
                await child.WaitForExitAsync();
            }

            scene.CheckNothingRecordedRanAgain();
        }

        (await scene.FinishAsync()).ShouldBeGreaterThan(Flows);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task Killed_at_a_named_point_every_flow_ends_once_and_nothing_recorded_runs_twice(string checkpoint)
    {
        using var scene = new CrashScene(flows: 20);
        foreach (var passing in new[] { 1, 4, 12, 13 })
        {
            using (var child = scene.StartChild(checkpoint, passing.ToString(CultureInfo.InvariantCulture)))
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
                await child.WaitForExitAsync(limit.Token);
                child.ExitCode.ShouldNotBe(0, $"it was not killed at passing {passing} of {checkpoint}");
            }

            scene.CheckNothingRecordedRanAgain();
        }

        await scene.FinishAsync();
    }

    private static async Task WaitForEffectsAsync(CrashScene scene, Process child, long bytes)
    {
        var limit = Stopwatch.StartNew();
        while (scene.EffectBytes < bytes && !child.HasExited)
        {
            limit.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(3));
            await Task.Delay(5);
        }
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
