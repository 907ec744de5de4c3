using System.Text.Json.Nodes;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>The sample that is played by <c>./run</c>, under other ids.</summary>
internal static class SampleDeal
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "negotiation.json"));

    public static JsonObject Of(string id, Action<JsonObject>? change = null)
    {
        var deal = JsonNode.Parse(Text)!.AsObject();
        deal["negotiationId"] = id;
        change?.Invoke(deal);
        return deal;
    }
}
