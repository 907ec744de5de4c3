namespace Cerniq.EInvoicing.Model;

/// <summary>What kind of thing is wrong with a value of an invoice.</summary>
public enum ProblemKind
{
    /// <summary>A value that must be given is not.</summary>
    Missing,

    /// <summary>More characters than the term allows.</summary>
    TooLong,

    /// <summary>More occurrences than the group allows.</summary>
    TooMany,

    /// <summary>More than two decimals, or too large to compute with.</summary>
    BadAmount,

    /// <summary>Characters XML cannot hold.</summary>
    BadCharacter,

    /// <summary>A value that the term, or its combination with another, does not allow.</summary>
    NotAllowed,

    /// <summary>A value that cannot be understood.</summary>
    Unreadable,
}

/// <summary>Something that stops an invoice from being written.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Term">The business term, for example <c>BT-52</c>.</param>
/// <param name="Path">Where, in the model's own names: <c>Buyer.Address.City</c>, <c>Lines[2].Item.Name</c>.</param>
/// <param name="Rule">The rule that forbids it, when there is one.</param>
/// <param name="MessageRo">What is wrong and what to do, in Romanian.</param>
/// <param name="MessageEn">The same in English.</param>
public sealed record InvoiceProblem(ProblemKind Kind, string Term, string Path, string? Rule, string MessageRo, string MessageEn)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Term}{(Rule is null ? "" : ", " + Rule)}): {MessageEn}";
}
