using System.Diagnostics;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>
/// Damaged documents: whatever the bytes, there is a verdict, and soon. CERNIQ_FUZZ sets the number of documents
/// (20,000 by default), CERNIQ_FUZZ_SEED where the series begins.
/// </summary>
public sealed class MutationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly string[] Tokens =
    [
        "<", ">", "</", "/>", "&", ";", "&amp;", "&#x0;", "&#", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [", "\"", "'", "=", " ", "\0", "\uFEFF",
        "xmlns:x=\"urn:x\"", "cbc:", "cac:", "<cbc:ID>", "</cbc:ID>", "<cac:TaxTotal>", "-", "1e999", "99999999999999999999999999999999.99", "0.00000000000000000000000000000001",
        "xsi:nil=\"true\"", "9999999999-12-31", "ș", "#AAI#",
    ];

    /// <summary>What takes milliseconds, on a machine that has other things to do: only to notice what never ends.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(5);

    [Fact]
    public void No_bytes_whatever_raise_an_exception_or_take_long()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("CERNIQ_FUZZ") ?? "20000");
        var seed = int.Parse(Environment.GetEnvironmentVariable("CERNIQ_FUZZ_SEED") ?? "1");
        byte[][] originals = [UblSample.Invoice().Bytes, UblSample.CreditNote().Bytes];
        var slowest = 0L;

        Parallel.For(0, count, i =>
        {
            var random = new Random(seed + i);
            var document = Mutate(originals[i % 2], random);
            var start = Stopwatch.GetTimestamp();
            var result = InvoiceValidator.Validate(document, (ValidationProfile)(i & 1));
            InterlockedMax(ref slowest, Stopwatch.GetTimestamp() - start);
            (result.Problem is null).ShouldBe(result.StructureOk, $"seed {seed + i}");
            (result.StructureOk && !result.WellFormed).ShouldBeFalse($"seed {seed + i}");
        });

        output.WriteLine($"{count} documents, the slowest {Stopwatch.GetElapsedTime(0, slowest).TotalMilliseconds:0.0} ms, {Environment.WorkingSet / 1048576} MB in use");
        Stopwatch.GetElapsedTime(0, slowest).ShouldBeLessThan(Hangs);
    }

    [Fact]
    public void Documents_made_to_be_slow_are_not()
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var document in SlowDocuments())
            InvoiceValidator.Validate(document).ShouldNotBeNull();

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Hangs);
    }

    private static IEnumerable<byte[]> SlowDocuments()
    {
        var many = UblSample.Invoice();
        var line = many.Find("cac:InvoiceLine[2]");
        for (var i = 0; i < 3000; i++)
        {
            line.AddAfterSelf(new System.Xml.Linq.XElement(line));
            var copy = new System.Xml.Linq.XElement(many.Find("cac:TaxTotal/cac:TaxSubtotal"));
            copy.Descendants().First(e => e.Name.LocalName == "Percent").Value = i.ToString();
            many.Find("cac:TaxTotal").Add(copy);
        }
        yield return many.Bytes;
        yield return UblSample.Invoice().Set("cac:LegalMonetaryTotal/cbc:PayableAmount", new string('9', 2_000_000)).Bytes;
        yield return UblSample.Invoice().Set("cac:LegalMonetaryTotal/cbc:PayableAmount", "0." + new string('1', 2_000_000)).Bytes;
        yield return System.Text.Encoding.UTF8.GetBytes("<a>" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"<b xmlns='urn:{i}'/>")) + "</a>");
        yield return System.Text.Encoding.UTF8.GetBytes("<a>" + string.Concat(Enumerable.Repeat("&amp;x<!-- -->", 300_000)) + "</a>");
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 1; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)])); break;
                case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at - 1); break;
                default: ReplaceText(bytes, at, random); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Puts a token in the place of the next text, which mostly leaves the document well-formed.</summary>
    private static void ReplaceText(List<byte> bytes, int at, Random random)
    {
        var open = bytes.IndexOf((byte)'>', at) + 1;
        var close = open == 0 ? -1 : bytes.IndexOf((byte)'<', open);
        if (close < 0)
            return;
        bytes.RemoveRange(open, close - open);
        bytes.InsertRange(open, System.Text.Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
    }
}
