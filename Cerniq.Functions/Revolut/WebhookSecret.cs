using System.Globalization;

namespace Cerniq.Functions.Revolut;

/// <summary>A secret that deliveries are signed with, and until when it is believed.</summary>
/// <param name="Until">Null for the one in use, which has no end. A former one's end is kept with it, so that it holds whatever else was
/// or was not written down when it was replaced.</param>
public sealed record WebhookSecret(string Secret, DateTimeOffset? Until)
{
    private const string UntilMark = ";until=";

    public bool IsBelievedAt(DateTimeOffset now) => Until is not { } end || now < end;

    /// <summary>The secrets that one setting holds, the newest first: divided by commas, a former one as <c>wsk_…;until=1763720000</c>
    /// (Unix seconds). One whose end cannot be read is not believed at all.</summary>
    public static IReadOnlyList<WebhookSecret> ReadAll(string? stored) =>
        [.. (stored?.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []).Select(Read)];

    /// <summary>The same as the setting holds them.</summary>
    public static string WriteAll(IEnumerable<WebhookSecret> secrets) => string.Join(
        ',', secrets.Select(s => s.Until is { } end ? string.Create(CultureInfo.InvariantCulture, $"{s.Secret}{UntilMark}{end.ToUnixTimeSeconds()}") : s.Secret));

    /// <summary>Keeps the secret out of logs and error texts.</summary>
    public override string ToString() => Until is { } end ? $"a secret until {end:O}" : "a secret";

    private static WebhookSecret Read(string text)
    {
        var mark = text.IndexOf(UntilMark, StringComparison.Ordinal);
        return mark < 0 ? new WebhookSecret(text, null) : new WebhookSecret(text[..mark], End(text.AsSpan(mark + UntilMark.Length)));
    }

    private static DateTimeOffset End(ReadOnlySpan<char> seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(end)
            : DateTimeOffset.UnixEpoch;
}
