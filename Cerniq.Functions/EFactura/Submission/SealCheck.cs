using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;

namespace Cerniq.Functions.EFactura;

/// <summary>Whether the signature in ANAF's ZIP is over the document beside it.</summary>
public sealed class SealCheck
{
    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public Task<bool> HoldsAsync(string tenant, SealedAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.Signature.ToArray(), writable: false), Safe);
            var digest = XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "DigestValue")?.Value;
            return Task.FromResult(digest is not null && Convert.ToBase64String(SHA256.HashData(answer.Content.Span)) == digest.Trim());
        }
        catch (XmlException)
        {
            return Task.FromResult(false);
        }
    }
}
