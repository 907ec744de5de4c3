using System.Text;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>Text inside a filter; what the filter language uses itself is escaped.</summary>
internal static class EconomicFilter
{
    public static string TextLike(string part) => $"text$like:*{Escape(part)}*";

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is '$' or '(' or ')' or '*' or ',' or '[' or ']')
            {
                escaped.Append('$');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
