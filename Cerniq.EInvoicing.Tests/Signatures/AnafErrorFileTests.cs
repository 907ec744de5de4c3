using System.Text;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.EInvoicing.Tests.Signatures;

public sealed class AnafErrorFileTests
{
    [Fact]
    public void It_is_written_as_ANAF_writes_it()
    {
        var text = Encoding.UTF8.GetString(new AnafErrorFile("12", "345", ["E: a \"b\" <c>", "linia\ndoi"]).Write());

        text.ShouldBe(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<header xmlns=\"mfp:anaf:dgti:efactura:mesajEroriFactuta:v1\" Index_incarcare=\"12\" Cif_emitent=\"345\">\n"
            + "    <Error errorMessage=\"E: a &quot;b&quot; &lt;c&gt;\"/>\n    <Error errorMessage=\"linia&#10;doi\"/>\n</header>\n");
    }

    [Fact]
    public void All_errors_are_read()
    {
        var written = new AnafErrorFile("12", "345", ["unu", "doi\ntrei", "șase & <șapte>"]);

        var read = AnafErrorFile.TryRead(written.Write()).ShouldNotBeNull();

        read.Errors.ShouldBe(written.Errors);
        (read.UploadIndex, read.IssuerCif).ShouldBe(("12", "345"));
    }

    [Fact]
    public void The_older_form_is_understood()
    {
        var xml = "<h:header xmlns:h='urn:anaf:errors' Index_incarcare='1'><h:Eroare h:errorMessage='veche'/></h:header>"u8.ToArray();

        AnafErrorFile.TryRead(xml).ShouldNotBeNull().Errors.ShouldBe(["veche"]);
    }

    [Theory]
    [InlineData("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>")]
    [InlineData("not xml")]
    [InlineData("")]
    [InlineData("<!DOCTYPE header [<!ENTITY a 'b'>]><header/>")]
    public void Anything_else_is_not_an_error_file(string text) => AnafErrorFile.TryRead(Encoding.UTF8.GetBytes(text)).ShouldBeNull();
}
