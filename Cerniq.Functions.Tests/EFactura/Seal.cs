using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>Somebody who seals answers as the ministry does.</summary>
internal sealed class Seal : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public Seal()
    {
        var request = new CertificateRequest("CN=Ministerul Finantelor, O=Ministerul Finantelor, C=RO", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Certificate = request.CreateSelfSigned(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Certificate.RawData));

    /// <summary>ANAF's answer, with a proper seal over the content.</summary>
    public byte[] Answer(string index, ReadOnlySpan<byte> content) =>
        ResponseArchiveWriter.Write(index, content, ResponseSigner.Sign(content, Certificate), new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The seal of one content beside another.</summary>
    public byte[] Tampered(string index, ReadOnlySpan<byte> sealedContent, ReadOnlySpan<byte> content) =>
        ResponseArchiveWriter.Write(index, content, ResponseSigner.Sign(sealedContent, Certificate), new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
