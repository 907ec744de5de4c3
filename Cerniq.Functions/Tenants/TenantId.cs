using System.Text.RegularExpressions;

namespace Cerniq.Functions.Tenants;

/// <summary>Names that become keys and instance ids: whose thing it is, and which.</summary>
public static partial class TenantId
{
    /// <summary>1 to 64 of letters, digits, <c>_</c> and <c>-</c>, beginning with a letter or digit.</summary>
    public static bool IsValid(string? tenant) => tenant is not null && Pattern().IsMatch(tenant);

    /// <summary>The tenant as part of an orchestration's instance id. A dash becomes a dot, which no tenant's name holds,
    /// so that tenant <c>a-b</c> with deal <c>c</c> can never meet tenant <c>a</c> with deal <c>b-c</c>.</summary>
    public static string InInstanceId(string tenant) => tenant.Replace('-', '.');

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Pattern();
}
