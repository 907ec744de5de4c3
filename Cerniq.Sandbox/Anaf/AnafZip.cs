using System.IO.Compression;
using System.Text;
using Cerniq.Sandbox.Anaf.Signature;
using Cerniq.Sandbox.Clock;

namespace Cerniq.Sandbox.Anaf;

/// <summary>The ZIP that descarcare answers with: the invoice as it was sent, or its error file, and the ministry's signature over it.</summary>
internal static class AnafZip
{
    public static byte[] Write(AnafUpload upload, byte[] invoice, MinistrySeal seal)
    {
        var content = upload.Errors.Count == 0 ? invoice : Encoding.UTF8.GetBytes(AnafAnswer.ErrorFile(upload));
        using var bytes = new MemoryStream();
        using (var forward = new ForwardOnly(bytes))
        using (var zip = new ZipArchive(forward, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            var written = RomaniaTime.Of(upload.SettledAt ?? upload.UploadedAt);
            Add(zip, $"semnatura_{upload.Index}.xml", seal.Sign(content), written);
            Add(zip, $"{upload.Index}.xml", content, written);
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, DateTimeOffset written)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = written;
        entry.ExternalAttributes = 0;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    // A stream that cannot seek makes the archive write data descriptors, as Java's does.
    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
