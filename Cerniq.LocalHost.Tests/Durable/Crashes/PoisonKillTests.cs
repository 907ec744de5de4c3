using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Turns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable.Crashes;

public sealed class PoisonKillTests
{
    private const int Patience = 8;

    [Theory]
    [InlineData("AtStart")]
    [InlineData("AfterActivity")]
    public async Task An_orchestrator_whose_own_code_kills_the_process_is_set_aside_and_all_others_go_on(string orchestrator)
    {
        using var scene = new CrashScene(flows: 0);
        var deaths = 0;
        while (await DiesAsync(scene.Folder, orchestrator))
        {
            deaths++;
            deaths.ShouldBeLessThanOrEqualTo(Patience);
        }

        deaths.ShouldBeGreaterThan(1);
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = CrashChild.Database(scene.Folder) },
            new RegistryCatalog(new DurableTaskRegistry()),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        var deadly = (await engine.Client.GetInstanceAsync(PoisonChild.Deadly))!;
        deadly.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        deadly.FailureDetails!.ErrorType.ShouldBe(SettingAside.PoisonousType);
        var harmless = (await engine.Client.GetInstanceAsync(PoisonChild.Harmless, getInputsAndOutputs: true))!;
        harmless.ReadOutputAs<int>().ShouldBe(5);
    }

    private static async Task<bool> DiesAsync(string folder, string orchestrator)
    {
        using var child = CrashScene.StartChild([PoisonChild.Argument, folder, orchestrator], folder);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await child.WaitForExitAsync(limit.Token);
        return child.ExitCode != 0;
    }
}
