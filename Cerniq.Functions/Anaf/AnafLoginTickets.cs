using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Anaf;

/// <summary>Lets a person who has no key begin a company's login in a browser: whoever has the key asks for a ticket and hands it on.</summary>
/// <remarks>Kept as its hash, for one tenant, for ten minutes, for one use.</remarks>
public sealed class AnafLoginTickets(ITableStore tables, TimeProvider clock)
{
    private const string Table = "anaflogins";
    private const string Partition = "*tickets";
    private const int TicketBytes = 32;
    private const int LongestTicket = 200;

    public async Task<LoginTicket> IssueAsync(string tenant, CancellationToken cancellationToken)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TicketBytes));
        var issued = new IssuedTicket(tenant, clock.GetUtcNow() + AnafLogins.StateLife);
        TableOperation keep = new TableOperation.Insert(Row(ticket), CerniqJson.Write(issued));
        await tables.WriteAsync(Table, Partition, [keep], cancellationToken);
        return new LoginTicket(ticket, issued.ExpiresAt);
    }

    /// <summary>Uses up a ticket.</summary>
    /// <returns>The tenant it is for; null when it was never given out, has been used or has run out.</returns>
    public async Task<string?> TakeAsync(string ticket, CancellationToken cancellationToken)
    {
        if (ticket.Length is 0 or > LongestTicket || await tables.GetAsync(Table, Partition, Row(ticket), cancellationToken) is not { } row)
        {
            return null;
        }

        // Of two who bring it at once, one deletes it.
        TableOperation use = new TableOperation.Delete(row.Row, row.ETag);
        var used = await tables.WriteAsync(Table, Partition, [use], cancellationToken);
        var issued = CerniqJson.Read<IssuedTicket>(row.Body);
        return used.Applied && issued.ExpiresAt > clock.GetUtcNow() ? issued.Tenant : null;
    }

    /// <summary>Forgets tickets that nobody used.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, Partition, new TableRange(null, null), cancellationToken);
        var old = page.Rows
            .Where(row => CerniqJson.Read<IssuedTicket>(row.Body).ExpiresAt <= clock.GetUtcNow())
            .Select(TableOperation (row) => new TableOperation.Delete(row.Row))
            .ToList();
        if (old.Count > 0)
        {
            await tables.WriteAsync(Table, Partition, old, cancellationToken);
        }
    }

    private static string Row(string ticket) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));

    private sealed record IssuedTicket(string Tenant, DateTimeOffset ExpiresAt);
}

/// <summary>What a browser shows to begin a login.</summary>
public sealed record LoginTicket(string Value, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"a ticket until {ExpiresAt:O}";
}
