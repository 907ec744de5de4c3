namespace Cerniq.Functions.Api;

/// <summary>Lets everybody call this HTTP function: it proves its caller by other means, such as a signature, or tells nothing.</summary>
/// <param name="because">Why no key is asked for.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublicRouteAttribute(string because) : Attribute
{
    public string Because { get; } = because;
}

/// <summary>Only the admin key opens this HTTP function; to others it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AdminOnlyAttribute : Attribute;

/// <summary>The tenant in this function's route need not exist yet: the admin makes it by calling.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MakesTenantAttribute : Attribute;

/// <summary>Errors of this HTTP function also carry <c>"success": false, "message": …</c>, as its source document shows them.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class SaysSuccessAttribute : Attribute;
