using System.Runtime.CompilerServices;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Tests.Ubl;

/// <summary>
/// The exact bytes of an invoice and a credit note. After an intended change run the tests with CERNIQ_UPDATE_GOLDEN=1 and
/// review the difference.
/// </summary>
public sealed class GoldenTests
{
    [Fact]
    public void An_invoice_is_written_byte_for_byte() => Compare("invoice.xml", UblWriter.Write(Samples.Invoice));

    [Fact]
    public void A_credit_note_is_written_byte_for_byte() => Compare("credit-note.xml", UblWriter.Write(Samples.CreditNote));

    private static void Compare(string name, byte[] actual, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("CERNIQ_UPDATE_GOLDEN") == "1")
            File.WriteAllBytes(path, actual);
        System.Text.Encoding.UTF8.GetString(actual).ShouldBe(System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path)));
        actual.ShouldBe(File.ReadAllBytes(path));
    }
}
