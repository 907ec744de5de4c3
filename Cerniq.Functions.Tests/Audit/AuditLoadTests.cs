using System.Diagnostics;
using System.Globalization;
using Cerniq.Functions.Audit;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.Audit;

/// <summary>What a line of the chain costs when many write at one time, each after its last is on disk.</summary>
/// <remarks>A few hundred lines by default; CERNIQ_AUDIT sets another number, such as 100000. Figures are written to the test's
/// output.</remarks>
public sealed class AuditLoadTests(ITestOutputHelper output) : StoreFixture
{
    private const int Writers = 64;

    private static readonly int Lines =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_AUDIT"), CultureInfo.InvariantCulture, out var set) ? set : 256;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Sixty_four_writers_leave_whole_chains(int tenants)
    {
        var trail = new AuditTrail(Tables);
        var next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (int line; (line = Interlocked.Increment(ref next)) <= Lines;)
            {
                await trail.AppendAsync(Entry($"t{line % tenants}", line), CancellationToken.None);
            }
        })));
        output.WriteLine($"{Lines} lines, {tenants} tenants, {Writers} writers: {Lines / watch.Elapsed.TotalSeconds:0} lines/s ({watch.Elapsed.TotalSeconds:0.00} s)");
        var check = Stopwatch.StartNew();
        var entries = 0L;
        for (var tenant = 0; tenant < tenants; tenant++)
        {
            var verdict = await new AuditVerifier(Tables, trail).VerifyAsync($"t{tenant}", [], CancellationToken.None);
            verdict.FirstBroken.ShouldBeNull();
            entries += verdict.Entries;
        }

        output.WriteLine($"verified in {check.Elapsed.TotalSeconds:0.00} s");
        entries.ShouldBe(Lines);
    }

    private AuditEntry Entry(string tenant, int line) => new(
        tenant, $"negotiation/N-{line / 20}", AuditKind.Call, "oblio POST /docs/invoice", "ok", $"corr-{line}", Clock.GetUtcNow(), Status: 200, DurationMs: 84.2);
}
