using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>One of the names of an enum in a query, such as <c>?status=PENDING</c>, as it is written in our answers.</summary>
public static class Choice
{
    /// <returns>Null when nothing was asked for, or the 400 to answer with.</returns>
    public static Body<T?> Read<T>(HttpRequest request, string name)
        where T : struct, Enum
    {
        var asked = request.Query[name].ToString();
        return asked.Length == 0 ? new Body<T?>(null, null)
            : Names<T>.Find(asked) is { } value ? new Body<T?>(value, null)
            : Problem.BadField(name, $"must be one of {string.Join(", ", Names<T>.All.Keys)}");
    }

    /// <summary>The name as it is written in our answers.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Encoding.UTF8.GetString(CerniqJson.Write(value)).Trim('"');

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> All = Enum.GetValues<T>()
            .ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

        public static T? Find(string name) => All.TryGetValue(name, out var value) ? value : null;
    }
}
