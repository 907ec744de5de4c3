using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Tests.Validation;
using Cerniq.EInvoicing.Ubl;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Ubl;

/// <summary>What the model, the calculation and the writer make, judged by the validator.</summary>
public sealed class ValidityTests(Xunit.Abstractions.ITestOutputHelper output)
{
    // Rules about figures, lengths, decimals, dates and structure: these hold for anything the writer lets through.
    private static readonly string[] AlwaysKept =
    [
        "BR-CO-03", "BR-CO-10", "BR-CO-11", "BR-CO-12", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "BR-CO-18", "BR-CO-19", "BR-CO-20",
        "BR-S-08", "BR-S-09", "BR-Z-08", "BR-Z-09", "BR-AE-08", "BR-AE-09", "BR-IC-08", "BR-IC-09", "BR-G-08", "BR-G-09", "BR-O-08", "BR-O-09",
        "BR-E-08", "BR-E-09", "BR-AF-08", "BR-AF-09", "BR-AG-08", "BR-AG-09", "BR-AE-10", "BR-IC-10", "BR-G-10", "BR-O-10", "BR-27", "BR-28", "BR-29", "BR-30",
        "BR-RO-001", "BR-RO-010", "BR-RO-020_1", "BR-RO-020_2", "BR-RO-030", "BR-RO-040", "BR-RO-A020", "BR-53",
    ];

    [Fact]
    public void The_samples_are_valid()
    {
        InvoiceValidator.Validate(UblWriter.Write(Samples.Invoice)).Violations.ShouldBeEmpty();
        InvoiceValidator.Validate(UblWriter.Write(Samples.CreditNote)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_is_written_follows_the_schema_and_adds_up() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var result = InvoiceValidator.Validate(UblWriter.Write(invoice));
        result.Problem.ShouldBeNull();
        result.StructureOk.ShouldBeTrue();
        result.Violations.Where(IsAlwaysKept).Select(violation => $"{violation.RuleId} at {violation.Location}: {violation.MessageEn} {violation.Expected} {violation.Found}").ShouldBeEmpty();
    });

    /// <summary>Nothing that the model knows is lost: a valid document that is read whole is valid and equal when written again.</summary>
    [ConformanceFact]
    public void Valid_documents_from_elsewhere_survive_reading_and_writing()
    {
        var (valid, kept) = (0, 0);
        var lost = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.ForEach(Conformance.Documents(), document =>
        {
            if (!InvoiceValidator.Validate(document.Value).Valid)
                return;
            Interlocked.Increment(ref valid);
            if (UblReader.Read(document.Value).Invoice is not { } invoice || !UblWriter.TryWrite(invoice, out var xml, out _))
                return; // said by name, so nothing is lost in silence
            if (Loss(invoice, xml) is { } loss)
                lost.Add($"{document.Key}: {loss}");
            else
                Interlocked.Increment(ref kept);
        });

        output.WriteLine($"{valid} valid documents, {kept} of them read, written and read again as equal; the others are refused with reasons");
        kept.ShouldBeGreaterThan(valid / 2);
        lost.Order(StringComparer.Ordinal).Take(50).ShouldBeEmpty($"{lost.Count} documents");
    }

    private static string? Loss(Cerniq.EInvoicing.Model.Invoice invoice, byte[] xml)
    {
        var again = InvoiceValidator.Validate(xml);
        // A blank text is not kept, though BR-CO-25 counts blank payment terms as given.
        if (!again.Valid && !again.Violations.All(violation => violation.RuleId == "BR-CO-25" || violation.Severity == Severity.Warning))
            return "no longer valid: " + string.Join(", ", again.Violations.Select(violation => violation.RuleId)) + again.Problem;
        return UblReader.Read(xml).Invoice == invoice ? null : "not equal after writing";
    }

    private static bool IsAlwaysKept(Violation violation) =>
        AlwaysKept.Contains(violation.RuleId) || violation.RuleId.StartsWith("BR-DEC", StringComparison.Ordinal) || violation.RuleId.StartsWith("BR-RO-L", StringComparison.Ordinal);
}
