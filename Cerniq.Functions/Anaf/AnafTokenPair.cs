using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cerniq.Functions.Anaf;

/// <summary>What a login at ANAF is worth now. Both tokens change together and are stored together.</summary>
/// <param name="Seed">Which configured refresh token it grew out of, so that a newly configured one takes its place.</param>
internal sealed record AnafTokenPair(
    string? Access, DateTimeOffset AccessExpiresAt, string Refresh, DateTimeOffset? RefreshExpiresAt, string? Seed)
{
    // Published: 129600 and 525600 minutes.
    private static readonly TimeSpan AccessLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan RefreshLife = TimeSpan.FromDays(365);

    /// <summary>The pair that only the configured refresh token is known of.</summary>
    public static AnafTokenPair Configured(string refresh) =>
        new(null, DateTimeOffset.MinValue, refresh, ExpiryOf(refresh), SeedOf(refresh));

    /// <summary>The pair after a login or a refresh. An answer without a refresh token leaves the old one in force.</summary>
    public static AnafTokenPair From(AnafTokenAnswer answer, string access, string? oldRefresh, string? seed, DateTimeOffset asked)
    {
        var refresh = string.IsNullOrEmpty(answer.RefreshToken) ? oldRefresh : answer.RefreshToken;
        var life = answer.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : AccessLife;
        return new AnafTokenPair(
            access,
            ExpiryOf(access) ?? asked + life,
            refresh ?? "",
            refresh is null ? null : ExpiryOf(refresh) ?? asked + RefreshLife,
            seed);
    }

    public static string? SeedOf(string? configured) =>
        configured is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configured)));

    public override string ToString() => $"ANAF login until {AccessExpiresAt:O}";

    /// <summary>The end that a JWT tells of itself; null for an opaque token.</summary>
    private static DateTimeOffset? ExpiryOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            var life = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), AnafJson.Default.JwtLife);
            return life?.Exp is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (JsonException)
        {
            // Three parts, yet no JWT: an opaque token after all.
            return null;
        }
    }
}

/// <summary>How long a tenant's login at ANAF still holds; for warnings and the console.</summary>
/// <param name="RefreshExpiresAt">From then on a person must log in with the certificate; null when unknown.</param>
public sealed record AnafLoginState(DateTimeOffset? AccessExpiresAt, DateTimeOffset? RefreshExpiresAt);
