using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.Clients;

/// <summary>Answer of a client validation, field by field as the Oblio document defines it (2.3).</summary>
public sealed record ClientValidateResult
{
    public bool Valid { get; init; }

    public string? OblioClientId { get; init; }

    public string? OblioClientCif { get; init; }

    public ClientChecks Validation { get; init; } = new();

    public ClientAction Action { get; init; }

    /// <summary>What to change, when not valid.</summary>
    public IReadOnlyList<ClientFix>? RequiredFixes { get; init; }

    /// <summary>What was let through and why, such as ANAF being out of reach.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    public DateTimeOffset? CachedUntil { get; init; }

    public AnafData? AnafData { get; init; }
}

public sealed record ClientChecks
{
    public bool CuiValid { get; init; } = true;

    public string? CuiMessage { get; init; }

    public bool CompanyNameMatch { get; init; } = true;

    public string? CompanyNameOblio { get; init; }

    public string? CompanyNameAnaf { get; init; }

    public bool VatStatusMatch { get; init; } = true;

    public bool? VatStatusOblio { get; init; }

    public bool? VatStatusAnaf { get; init; }

    public bool AddressComplete { get; init; } = true;

    public IReadOnlyList<string>? AddressIssues { get; init; }

    public bool ContactComplete { get; init; } = true;

    public IReadOnlyList<string>? ContactIssues { get; init; }
}

/// <param name="Code">One of the error codes of section 2.5, such as <c>COMPANY_NAME_MISMATCH</c>.</param>
public sealed record ClientFix(string Field, string Issue, string Code, string? Suggestion = null);

[JsonConverter(typeof(JsonStringEnumConverter<ClientAction>))]
public enum ClientAction
{
    [JsonStringEnumMemberName("VALIDATED_EXISTING")]
    ValidatedExisting,

    [JsonStringEnumMemberName("CREATED_NEW")]
    CreatedNew,

    [JsonStringEnumMemberName("UPDATED_EXISTING")]
    UpdatedExisting,

    [JsonStringEnumMemberName("VALIDATION_FAILED")]
    ValidationFailed,
}

public static class ClientActions
{
    private static readonly Dictionary<ClientAction, string> Names =
        Enum.GetValues<ClientAction>().ToDictionary(action => action, action => JsonSerializer.Serialize(action).Trim('"'));

    /// <summary>The action's name in the Oblio document, such as <c>CREATED_NEW</c>.</summary>
    public static string Name(this ClientAction action) => Names[action];
}
