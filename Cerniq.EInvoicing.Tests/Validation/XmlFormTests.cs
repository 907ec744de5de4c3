using System.Text;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>What is XML and what is not, and how text is read.</summary>
public sealed class XmlFormTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("no markup")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("<a></a")]
    [InlineData("<a")]
    [InlineData("<")]
    [InlineData("<a/><b/>")]
    [InlineData("<a/>text")]
    [InlineData("text<a/>")]
    [InlineData("<a b=1/>")]
    [InlineData("<a b='1' b='2'/>")]
    [InlineData("<a b='<'/>")]
    [InlineData("<a b='1'c='2'/>")]
    [InlineData("<a b/>")]
    [InlineData("<a>&lt</a>")]
    [InlineData("<a>&nbsp;</a>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&#x110000;</a>")]
    [InlineData("<a>&#99999999999999999999;</a>")]
    [InlineData("<a>&;</a>")]
    [InlineData("<a>]]></a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a>\uFFFE</a>")]
    [InlineData("<a><!-- -- --></a>")]
    [InlineData("<a><!-- </a>")]
    [InlineData("<a><![CDATA[ </a>")]
    [InlineData("<a><!ELEMENT b></a>")]
    [InlineData("<a><?xml version='1.0'?></a>")]
    [InlineData("<a><?p:q r?></a>")]
    [InlineData("<a><?p</a>")]
    [InlineData(" <?xml version='1.0'?><a/>")]
    [InlineData("<?xml encoding='UTF-8'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='UTF-77'?><a/>")]
    [InlineData("<x:a/>")]
    [InlineData("<a x:b='1'/>")]
    [InlineData("<a xmlns:x=''/>")]
    [InlineData("<a xmlns:xmlns='urn:x'/>")]
    [InlineData("<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>")]
    [InlineData("<a:b:c xmlns:a='urn:x'/>")]
    [InlineData("<:a/>")]
    [InlineData("<1a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")]
    [InlineData("<!DOCTYPE a><!DOCTYPE a><a/>")]
    public void These_are_not_documents(string xml)
    {
        var result = InvoiceValidator.Validate(Encoding.UTF8.GetBytes(xml));

        result.WellFormed.ShouldBeFalse();
        result.StructureOk.ShouldBeFalse();
        result.Valid.ShouldBeFalse();
        result.Problem.ShouldNotBeNull().ShouldStartWith("line ");
        result.HasDocumentTypeDefinition.ShouldBe(xml.StartsWith("<!DOCTYPE a [") || xml.StartsWith("<!DOCTYPE a SYSTEM"));
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("\uFEFF<a/>")]
    [InlineData("<?xml version='1.0'?>\r\n<!-- c --><?p q?><!DOCTYPE a><a b='x &amp; y' c=\"'\"> <b/>&#65;<![CDATA[<&]]> ] > </a>\n<!-- end -->")]
    [InlineData("<a xml:lang='ro' xmlns='urn:x'><b xmlns=''/></a>")]
    [InlineData("<é ü='1'/>")]
    public void These_are_documents_but_not_invoices(string xml)
    {
        var result = InvoiceValidator.Validate(Encoding.UTF8.GetBytes(xml));

        result.WellFormed.ShouldBeTrue(result.Problem);
        result.StructureOk.ShouldBeFalse();
        result.Problem.ShouldNotBeNull().ShouldContain("not a UBL Invoice or CreditNote");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-2")]
    [InlineData("windows-1250")]
    public void Other_encodings_are_understood(string name)
    {
        var encoding = name.StartsWith("utf", StringComparison.Ordinal) ? Encoding.GetEncoding(name) : CodePagesEncodingProvider.Instance.GetEncoding(name)!;
        var xml = UblTexts.Invoice.Replace("UTF-8", name.StartsWith("utf", StringComparison.Ordinal) ? "UTF-16" : name, StringComparison.Ordinal)
            .Replace('ș', 'ş').Replace('ț', 'ţ');

        InvoiceValidator.Validate((byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(xml)]).Problem.ShouldBeNull();
    }

    [Fact]
    public void Bytes_that_are_not_the_declared_encoding_are_refused()
    {
        byte[] bytes = [.. "<a>"u8, 0xC3, 0x28, .. "</a>"u8];

        var result = InvoiceValidator.Validate(bytes);

        result.WellFormed.ShouldBeFalse();
        result.Problem.ShouldBe("line 1, column 4: the bytes are not valid UTF-8");
    }

    [Fact]
    public void A_problem_has_its_line_and_column()
    {
        InvoiceValidator.Validate("<a>\r\n  șț<b></c>\n</a>"u8.ToArray()).Problem.ShouldBe("line 2, column 8: the element b must be closed by its own end tag");
    }

    [Theory]
    [InlineData("CR<!-- c -->Q-1")]
    [InlineData("<![CDATA[CRQ]]>-1")]
    [InlineData("C&#82;Q&#x2D;1")]
    [InlineData("<?p?>CRQ-1<?q?>")]
    public void Text_is_read_as_a_whole(string written)
    {
        var head = UblTexts.Invoice.Replace("<cbc:ID>CRQ-1024</cbc:ID>", $"<cbc:ID>{written}</cbc:ID>", StringComparison.Ordinal);

        var result = InvoiceValidator.Validate(Encoding.UTF8.GetBytes(head));

        result.Problem.ShouldBeNull();
        result.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Depth_and_attributes_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        var wide = "<a " + string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"b{i}='1'")) + "/>";

        InvoiceValidator.Validate(Encoding.UTF8.GetBytes(deep)).Problem.ShouldNotBeNull().ShouldContain("deep");
        InvoiceValidator.Validate(Encoding.UTF8.GetBytes(wide)).Problem.ShouldNotBeNull().ShouldContain("too many attributes");
        InvoiceValidator.Validate(new byte[40_000_000]).Problem.ShouldNotBeNull().ShouldContain("larger than");
    }
}
