using System.IO.Pipelines;
using Cerniq.Functions.Accounting;
using Cerniq.Functions.Csv;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Storage;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.Accounting;

/// <summary>A file is written while it is read: memory does not grow with its rows. <c>CERNIQ_LOAD=1</c> makes it 100,000 of them.</summary>
/// <remarks>Alone, for the memory in use is the whole process's.</remarks>
[Collection(Alone.Name)]
public sealed class StreamingTests(ITestOutputHelper output) : StoreFixture
{
    private const int RowsPerWrite = 33;
    private const long Allowed = 24 * 1024 * 1024;

    private static readonly int Payments = Environment.GetEnvironmentVariable("CERNIQ_LOAD") == "1" ? 100_000 : 5_000;

    [Fact]
    public async Task Memory_does_not_grow_with_the_rows()
    {
        await FillAsync();
        var files = new MoneyFiles(new PaymentStore(Tables), new RefundStore(Tables, Clock), new InvoiceStore(Tables));
        var query = new AccountingQuery(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), null, new CsvDialect(',', '.', Mark: true));
        await using var sink = new CountingStream();
        var pipe = PipeWriter.Create(sink, new StreamPipeWriterOptions(leaveOpen: true));
        sink.Baseline = GC.GetTotalMemory(forceFullCollection: true);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await files.Payments("demo", query, null).WriteAsync(pipe, default);
        await pipe.CompleteAsync();

        output.WriteLine($"{Payments} rows, {sink.Bytes} bytes in {watch.Elapsed.TotalSeconds:0.0} s, at most {sink.Peak / 1024} KiB more memory in use, {sink.Writes} writes");
        sink.Lines.ShouldBe(Payments + 1);
        sink.Peak.ShouldBeLessThan(Allowed);
        sink.Writes.ShouldBeGreaterThan(Payments / 1000);
    }

    private async Task FillAsync()
    {
        var start = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
        foreach (var some in Enumerable.Range(0, Payments).Chunk(RowsPerWrite))
        {
            var operations = new List<TableOperation>();
            foreach (var i in some)
            {
                var payment = Of(i, start.AddMinutes(i));
                operations.Add(new TableOperation.Insert(RowKey.Of("doc", payment.PaymentId), CerniqJson.Write(payment)));
                operations.Add(new TableOperation.Insert(
                    RowKey.Of("all", RowKey.Descending(payment.TransactionDate), payment.PaymentId), CerniqJson.Write(payment.PaymentId)));
            }

            await Tables.WriteAsync("payments", "demo", operations, default);
        }
    }

    private static Payment Of(int i, DateTimeOffset at) => new()
    {
        Tenant = "demo",
        PaymentId = $"P-{i:000000}",
        ExternalId = $"T-{i}",
        Amount = i + 0.25m,
        Currency = "RON",
        CounterpartyName = $"CARPATI DISTRIBUTIE {i} SRL",
        Reference = $"Factura FCT-{i:0000}",
        TransactionDate = at,
        RecordedAt = at,
        CorrelationId = "corr-1",
    };

    /// <summary>Keeps nothing of what is written; looks every so often how much memory is in use.</summary>
    private sealed class CountingStream : Stream
    {
        private const int LookEvery = 5;

        public long Baseline { get; set; }

        public long Peak { get; private set; }

        public long Bytes { get; private set; }

        public long Lines { get; private set; }

        public int Writes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position { get => Bytes; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Span);
            return ValueTask.CompletedTask;
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            Bytes += bytes.Length;
            Lines += bytes.Count((byte)'\n');
            if (++Writes % LookEvery == 0)
            {
                Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true) - Baseline);
            }
        }
    }
}
