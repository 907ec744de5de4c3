using System.Buffers.Text;
using System.Text;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>Which page of a list is asked for: <c>?limit=&amp;continuation=</c>.</summary>
/// <param name="Limit">1 to 200; 50 when not said.</param>
/// <param name="Continuation">Where the page before ended; null for the first.</param>
public sealed record Paging(int Limit, string? Continuation)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private const int MaxText = 2000;

    /// <returns>The page, or the 400 to answer with.</returns>
    public static Body<Paging> Read(HttpRequest request)
    {
        var limit = DefaultLimit;
        if (request.Query["limit"].ToString() is { Length: > 0 } asked
            && (!int.TryParse(asked, out limit) || limit is < 1 or > MaxLimit))
        {
            return Problem.BadField("limit", $"must be a whole number from 1 to {MaxLimit}");
        }

        var text = request.Query["continuation"].ToString();
        return text.Length == 0 ? new Body<Paging>(new Paging(limit, null), null)
            : Decode(text) is { } continuation ? new Body<Paging>(new Paging(limit, continuation), null)
            : Problem.BadField("continuation", "must be what an earlier page gave, unchanged");
    }

    /// <summary>A page's end in the form callers get it.</summary>
    public static string? Encode(string? continuation) =>
        continuation is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(continuation));

    private static string? Decode(string text)
    {
        if (text.Length > MaxText || !Base64Url.IsValid(text))
        {
            return null;
        }

        var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return key.Length > 0 && key.All(c => c is >= ' ' and < (char)127) ? key : null;
    }
}

/// <summary>One page of a list, as callers get it.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Continuation)
{
    /// <summary>A page of stored rows, each read as <typeparamref name="T"/>.</summary>
    internal static Page<T> From(TablePage page) =>
        new([.. page.Rows.Select(row => CerniqJson.Read<T>(row.Body))], Paging.Encode(page.Continuation));
}
