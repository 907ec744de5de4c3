using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Clients;

/// <summary>How a client is to be validated (Oblio document, 2.3).</summary>
public sealed record ClientValidateOptions
{
    /// <summary>An unknown client is stored at Oblio with its first document.</summary>
    public bool CreateIfNotExists { get; init; } = true;

    /// <summary>A known client's data are brought up to date with the next document.</summary>
    public bool UpdateIfDifferent { get; init; } = true;

    public bool VerifyWithAnaf { get; init; } = true;

    public bool CacheValidation { get; init; } = true;

    public int CacheTtlSeconds { get; init; } = 86_400;

    internal static ClientValidateOptions From(DealOptions? options) => options is null ? new() : new()
    {
        CreateIfNotExists = options.CreateIfNotExists,
        UpdateIfDifferent = options.UpdateIfDifferent,
        VerifyWithAnaf = options.VerifyWithAnaf,
        CacheValidation = options.CacheValidation,
    };
}
