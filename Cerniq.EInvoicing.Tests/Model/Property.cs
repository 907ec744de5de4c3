using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Model;

/// <summary>Runs a property and fails with the counterexample.</summary>
internal static class Property
{
    public static void Holds<T>(Gen<T> gen, Action<T> assertion, int runs = 200) =>
        Prop.ForAll(gen.ToArbitrary(), assertion).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
}
