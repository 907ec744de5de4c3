using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Tests.Ubl;

public sealed class RoundTripTests
{
    [Fact]
    public void What_is_written_is_read_back_whole() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var result = UblReader.Read(UblWriter.Write(invoice));
        result.Problems.ShouldBeEmpty();
        result.NotModelled.ShouldBeEmpty();
        result.Invoice.ShouldBe(invoice);
    });

    [Fact]
    public void Reading_and_writing_again_gives_the_same_bytes() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var first = UblWriter.Write(invoice);
        UblWriter.Write(UblReader.Read(first).Invoice!).ShouldBe(first);
    });

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var expected = UblWriter.Write(Samples.Invoice);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = RomanianCulture();
            1234.5m.ToString("N1").ShouldBe("1.234,5", "the culture really is in force");
            UblWriter.Write(Samples.Invoice).ShouldBe(expected);
            UblReader.Read(expected).Invoice.ShouldBe(Samples.Invoice);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Globalization is invariant here, so what ro-RO does to numbers and dates is spelled out, with a worse minus sign.
    private static CultureInfo RomanianCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        return culture;
    }

    [Fact]
    public void Children_stand_in_the_order_of_the_schema() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var root = XDocument.Parse(Encoding.UTF8.GetString(UblWriter.Write(invoice))).Root!;
        SchemaOrder.Check(root);
    });

    [Fact]
    public void A_buffer_writer_gets_the_same_bytes()
    {
        var target = new System.Buffers.ArrayBufferWriter<byte>();
        UblWriter.Write(Samples.CreditNote, target);
        target.WrittenSpan.ToArray().ShouldBe(UblWriter.Write(Samples.CreditNote));
    }
}
