using System.Text.Json;
using Cerniq.Cli.Http;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Cli.Evidence;

/// <summary>A tenant's audit log in the running app, asked whether it still holds the entries of a bundle.</summary>
internal sealed class RunningLog(AppConnection app, string tenant)
{
    /// <summary>So many entries are asked about at once: an address has its limits.</summary>
    private const int MostAtOnce = 40;

    /// <returns>What does not hold; or why the app could not be asked.</returns>
    public async Task<(string? Broken, string? WhyNot)> CheckAsync(IReadOnlyList<ChainHead> heads, CancellationToken cancellationToken)
    {
        foreach (var some in heads.Chunk(MostAtOnce))
        {
            var known = string.Join('&', some.Select(head => $"known={head.Sequence}:{head.Hash}"));
            var answer = await app.SendAsync(HttpMethod.Get, AppConnection.TenantPath(tenant, $"audit/verify?{known}"), null, cancellationToken);
            if (answer.WhyNot is { } whyNot)
                return (null, whyNot);
            if (JsonSerializer.Deserialize<Verdict>(answer.Body, JsonSerializerOptions.Web) is not { } verdict)
                return (null, $"{app.Address} answered something else than a verdict");
            if (!verdict.Valid)
                return ($"the log of {tenant} at {app.Address} does not bear the bundle out: {verdict.FirstBroken?.Reason}", null);
        }

        return (null, null);
    }

    private sealed record Verdict(bool Valid, Break? FirstBroken);

    private sealed record Break(long Sequence, string Reason);
}
