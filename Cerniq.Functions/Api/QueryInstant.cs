using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>Moments and stretches of time in a query.</summary>
public static class QueryInstant
{
    /// <returns>Null when it is not said, or the 400 to answer with.</returns>
    public static Body<DateTimeOffset?> Read(HttpRequest request, string name)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text)
        {
            return new Body<DateTimeOffset?>(null, null);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && instant.Year > 1
            ? new Body<DateTimeOffset?>(instant, null)
            : Problem.BadField(name, "must be a date and time, such as 2026-01-31T10:00:00Z");
    }

    /// <summary><c>?from=&amp;to=</c>: from is inclusive, to exclusive; either may be left out.</summary>
    public static Body<(DateTimeOffset? From, DateTimeOffset? To)> Stretch(HttpRequest request)
    {
        var from = Read(request, "from");
        var to = Read(request, "to");
        return (from.Problem ?? to.Problem) is { } problem ? problem
            : from.Value is { } start && to.Value is { } end && start >= end ? Problem.BadField("to", "must be later than from")
            : new Body<(DateTimeOffset? From, DateTimeOffset? To)>((from.Value, to.Value), null);
    }
}
