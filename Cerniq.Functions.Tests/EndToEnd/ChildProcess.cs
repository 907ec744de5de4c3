using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cerniq.Functions.Tests.EndToEnd;

/// <summary>One of our programs in a process of its own, which a test may kill as a power cut would.</summary>
internal sealed class ChildProcess(string dll, Uri address, string probe, IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private static readonly ConcurrentBag<FileStream> Held = [];

    private static int _lastPort = 16_000 + (Environment.ProcessId % 64 * 200);

    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>Everything the process has said, for when a test fails.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A port that nobody uses now, and that nobody else of these tests is given, in this run or in another beside it. It lies
    /// below those that the system lends to outgoing connections: one of them could take it before our process does.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            if (IsOurs(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    /// <summary>Holds a file for the port until this run ends.</summary>
    private static bool IsOurs(int port)
    {
        try
        {
            var path = Path.Combine(Path.GetTempPath(), $"cerniq-test-port-{port}");
            Held.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
            return true;
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    /// <summary>Starts the process and returns once it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, dll)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{dll} did not start.");
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            Kill();
        }
    }

    private async Task AnswersAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < Eventually.Patience)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"{dll} ended at its start with {_process.ExitCode}:\n{Output}"));
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(address, probe));
                return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException($"{dll} did not answer:\n{Output}");
    }

    private void Remember(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
