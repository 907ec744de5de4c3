namespace Cerniq.Functions.Tests;

/// <summary>Tests of what the whole process shares: they run when all others are through.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
