using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Cerniq.LocalHost.Storage;

namespace Cerniq.Benchmarks.Load;

/// <summary>Posts small bodies over kept connections, one request at a time on each, and counts afterwards what is on disk.</summary>
internal sealed class IngestLoad(Uri address)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"POST /api/ingest HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

    private const string Body =
        """{"event":"TransactionCreated","timestamp":"2026-01-05T10:15:30.000Z","data":{"id":"9a6434d8-3581-4faa-988b-48875e785be7","amount":8972.25}}""";

    public static async Task<int> RunAsync(LoadArguments args)
    {
        var connections = args.Number("connections", 64);
        var seconds = args.Number("seconds", 10);
        using var data = new DataFolder(args);
        double[] took;
        int warm;
        double elapsed;
        using (var host = await Child.StartAsync(IngestHost.Command, data.Path))
        {
            var load = new IngestLoad(host.Address);
            warm = (await load.DriveAsync(connections, WarmUp)).Length;
            var watch = Stopwatch.StartNew();
            took = await load.DriveAsync(connections, TimeSpan.FromSeconds(seconds));
            elapsed = watch.Elapsed.TotalSeconds;
        }

        var stored = await StoredAsync(data.Path);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            load = "ingest",
            connections,
            seconds = Math.Round(elapsed, 2),
            acknowledged = took.Length + warm,
            stored,
            per_second = Math.Round(took.Length / elapsed),
            p50_ms = Latencies.Quantile(took, 0.5),
            p99_ms = Latencies.Quantile(took, 0.99),
        }));
        return stored == took.Length + warm ? 0 : 1;
    }

    private static async Task<long> StoredAsync(string folder)
    {
        var file = Directory.EnumerateFiles(folder, "host.db", SearchOption.AllDirectories).Single();
        await using var store = StoreDatabase.Open(file, "");
        return store.Read(session =>
        {
            using var count = session.Prepare("SELECT count(*) FROM queue_message");
            count.Step();
            return count.Int64(0);
        });
    }

    private async Task<double[]> DriveAsync(int connections, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, connections).Select(_ => new Latencies()).ToArray();
        await Task.WhenAll(workers.Select(worker => ConnectionAsync(worker, watch, time)));
        return Latencies.Merge(workers);
    }

    private async Task ConnectionAsync(Latencies took, Stopwatch watch, TimeSpan time)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        var buffer = new byte[4096];
        while (watch.Elapsed < time)
        {
            var begun = Stopwatch.GetTimestamp();
            await socket.SendAsync(_request);
            await ReadAnswerAsync(socket, buffer);
            took.Add(Stopwatch.GetElapsedTime(begun));
        }
    }

    /// <summary>Reads one answer with its body; anything but 2xx ends the run.</summary>
    private static async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var have = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have));
            have += read;
            var head = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && have >= head + 4 + BodyLength(buffer.AsSpan(0, head)))
            {
                break;
            }

            if (read == 0 || have == buffer.Length)
            {
                throw new IOException("The host closed the connection or answered at unexpected length.");
            }
        }

        if (!buffer.AsSpan().StartsWith("HTTP/1.1 2"u8))
        {
            throw new IOException("The host refused: " + Encoding.ASCII.GetString(buffer, 0, have));
        }
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return 0;
        }

        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
