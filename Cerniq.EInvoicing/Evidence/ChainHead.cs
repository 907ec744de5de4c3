using System.Security.Cryptography;
using System.Text;

namespace Cerniq.EInvoicing.Evidence;

/// <summary>How far a log has come: the last entry's number and hash. Whoever kept one from an earlier day can tell later
/// whether the log still holds what it held then.</summary>
/// <param name="Sequence">Of the last entry, from 1; 0 before the first.</param>
/// <param name="Hash">Lower-case hexadecimal SHA-256.</param>
public sealed record ChainHead(long Sequence, string Hash)
{
    /// <summary>Where a log begins; each log has a beginning of its own, so that no entry fits into another log.</summary>
    /// <param name="log">The log's name, such as the tenant's.</param>
    public static ChainHead Before(string log) =>
        new(0, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("cerniq-audit-1\n" + log))));
}
