namespace Cerniq.Sandbox.Storage;

/// <summary>One kind of stored thing: its name in the store, its identity, what it can be found by and in which order.</summary>
/// <param name="name">Service and thing, such as <c>oblio.document</c>.</param>
/// <param name="id">The identity, unique within the kind.</param>
internal sealed class Kind<T>(string name, Func<T, string> id)
    where T : class
{
    public string Name { get; } = name;

    public Func<T, string> Id { get; } = id;

    /// <summary>The index entries of a thing. A mark is found by equality; things under one mark keep <see cref="Order"/>.</summary>
    public Func<T, IEnumerable<string>> Marks { get; init; } = static _ => [];

    /// <summary>The order under a mark, such as a time in milliseconds; things of equal order stay as they were created.</summary>
    public Func<T, long> Order { get; init; } = static _ => 0;
}

/// <summary>The part of a mark's things that is wanted.</summary>
internal sealed record Slice(bool Descending = false, long From = long.MinValue, long To = long.MaxValue, int Skip = 0, int Take = int.MaxValue);
