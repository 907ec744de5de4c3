using System.Buffers;
using System.Text;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>A place in the model, put into words only when something is wrong there.</summary>
internal readonly record struct Place(string Group, int Index = -1, string? Part = null)
{
    public string Path(string? field)
    {
        var path = Index < 0 ? Group : $"{Group}[{Index}]";
        if (Part is not null)
            path = path.Length == 0 ? Part : $"{path}.{Part}";
        return field is null ? path : path.Length == 0 ? field : $"{path}.{field}";
    }
}

/// <summary>Collects problems; costs a comparison per value while there are none.</summary>
internal sealed class ProblemCollector(bool romanianLimits)
{
    // Everything below space but tab, LF and CR, the two noncharacters of XML 1.0, and surrogates, which need a look at their pair.
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Where(c => c is not (9 or 10 or 13)).Concat(Enumerable.Range(0xD800, 0x800)).Append(0xFFFE).Append(0xFFFF).Select(c => (char)c)));

    private List<InvoiceProblem>? _problems;

    public IReadOnlyList<InvoiceProblem> Problems => _problems ?? (IReadOnlyList<InvoiceProblem>)[];

    /// <summary>A text that may be absent.</summary>
    public void Text(string? value, int max, string term, string? rule, Place place, string field)
    {
        if (value is null)
            return;
        if (value.Length > max && romanianLimits)
            Length(value, max, term, rule, place, field);
        if (value.AsSpan().IndexOfAny(Suspect) >= 0)
            Characters(value, term, place, field);
    }

    /// <summary>A text without a limit of its own.</summary>
    public void Text(string? value, string term, Place place, string field) => Text(value, int.MaxValue, term, null, place, field);

    /// <summary>A text the UBL schema demands.</summary>
    public void Required(string? value, int max, string term, string? rule, Place place, string field)
    {
        if (XmlWhitespace.IsBlank(value))
            Add(ProblemKind.Missing, term, place, field, rule, "lipsește și trebuie completat", "is missing and must be given");
        else
            Text(value, max, term, rule, place, field);
    }

    public void Required(string? value, string term, Place place, string field) => Required(value, int.MaxValue, term, null, place, field);

    public void Identifier(Identifier? identifier, string term, Place place, string field, int max = int.MaxValue, string? rule = null)
    {
        if (identifier is null)
            return;
        Required(identifier.Value, max, term, rule, place, field);
        Text(identifier.SchemeId, term, place, field);
    }

    /// <summary>An amount of at most two decimals.</summary>
    public void Amount(decimal? amount, string term, Place place, string field)
    {
        if (amount is not { } value)
            return;
        if (Number(value, term, place, field) && !Money.HasTwoDecimals(value))
            Add(ProblemKind.BadAmount, term, place, field, null, $"are mai mult de două zecimale: {value}", $"has more than two decimals: {value}");
    }

    /// <summary>A price, quantity or percentage: any decimals, bounded size.</summary>
    public bool Number(decimal? number, string term, Place place, string field)
    {
        if (number is not { } value || Math.Abs(value) <= Money.Limit)
            return true;
        Add(ProblemKind.BadAmount, term, place, field, null, $"este prea mare: {value}", $"is too large: {value}");
        return false;
    }

    public void Count(int count, int max, string term, string rule, Place place, string field)
    {
        if (count > max && romanianLimits)
            Add(ProblemKind.TooMany, term, place, field, rule, $"apare de {count} ori; cel mult {max}", $"occurs {count} times; at most {max}");
    }

    public void Require(bool holds, ProblemKind kind, string term, Place place, string field, string? rule, string messageRo, string messageEn)
    {
        if (!holds)
            Add(kind, term, place, field, rule, messageRo, messageEn);
    }

    private void Add(ProblemKind kind, string term, Place place, string field, string? rule, string messageRo, string messageEn) =>
        (_problems ??= []).Add(new InvoiceProblem(kind, term, place.Path(field), rule, messageRo, messageEn));

    // The rules count code points of the text with its whitespace collapsed.
    private void Length(string value, int max, string term, string? rule, Place place, string field)
    {
        var length = 0;
        var pendingSpace = false;
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is ' ' or '\t' or '\r' or '\n')
            {
                pendingSpace = length > 0;
                continue;
            }

            length += pendingSpace ? 2 : 1;
            pendingSpace = false;
        }

        if (length > max)
            Add(ProblemKind.TooLong, term, place, field, rule, $"are {length} caractere; cel mult {max}: scurtați textul", $"has {length} characters; at most {max}: shorten it");
    }

    private void Characters(string value, string term, Place place, string field)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as the replacement character.
            var bad = rune.Value < 0x20 ? rune.Value is not (9 or 10 or 13) : rune.Value is 0xFFFE or 0xFFFF;
            if (!bad && (rune != Rune.ReplacementChar || value.Contains('\uFFFD')))
                continue;
            Add(ProblemKind.BadCharacter, term, place, field, null,
                $"conține un caracter pe care XML nu îl poate păstra (U+{rune.Value:X4}): ștergeți-l", $"holds a character XML cannot keep (U+{rune.Value:X4}): remove it");
            return;
        }
    }
}
