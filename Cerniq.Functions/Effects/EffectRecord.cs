namespace Cerniq.Functions.Effects;

/// <summary>What is known of one effect.</summary>
/// <param name="LeaseUntil">Until then somebody is at it.</param>
/// <param name="MayHaveHappened">True when an earlier attempt may have reached the service.</param>
/// <param name="Result">What the service gave; null until it is known.</param>
/// <param name="SurelyNot">True when the last attempt was refused without any doubt, so that none need be asked about.</param>
public sealed record EffectRecord<T>(
    string Key,
    DateTimeOffset IntendedAt,
    int Attempts,
    DateTimeOffset? LeaseUntil,
    bool MayHaveHappened,
    T? Result,
    DateTimeOffset? DoneAt,
    bool SurelyNot = false,
    string? LastError = null,
    string? Holder = null)
    where T : class;

/// <summary>Another attempt at the same effect is under way.</summary>
public sealed class EffectInProgressException(string key, DateTimeOffset until)
    : Exception($"«{key}» is being carried out by another attempt until {until:O}.")
{
    public DateTimeOffset Until { get; } = until;
}

/// <summary>The process that carries effects out.</summary>
/// <param name="Id">Another one at every start.</param>
/// <param name="IsAlone">True when no other process can be at work on the same data, as on one machine; then whatever an
/// earlier process left half done is known to be dead, and nobody waits for its lease.</param>
public sealed record EffectHolder(string Id, bool IsAlone)
{
    internal bool KnowsDead(string? other) => IsAlone && !string.Equals(other, Id, StringComparison.Ordinal);
}
