using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cerniq.Functions.Tests.Mail;

/// <summary>A mail server on this machine that takes what it is given and keeps it.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    /// <param name="certificate">Shown after STARTTLS, which is offered only with one.</param>
    public MailServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Refuses every letter while it is true.</summary>
    public bool Refuses { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Letters { get; } = new();

    /// <summary>What was said to it: each command's first word, with <c>tls</c> before it when it came enciphered, and of a login
    /// the whole of it.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var plain = client.GetStream();
                await SayAsync(plain, "220 test");
                if (await TalkAsync(plain, isTls: false))
                {
                    await using var tls = new SslStream(plain);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    await TalkAsync(tls, isTls: true);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // The caller hung up, or the test is over.
            }
        }
    }

    /// <returns>True when the caller wants to go on enciphered.</returns>
    private async Task<bool> TalkAsync(Stream stream, bool isTls)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var word = line.Split(' ')[0].ToUpperInvariant();
            Said.Enqueue($"{(isTls ? "tls " : "")}{(word == "AUTH" ? line : word)}");
            switch (word)
            {
                case "EHLO":
                    await SayAsync(stream, isTls || _certificate is null ? "250-test\r\n250 AUTH LOGIN" : "250-test\r\n250-STARTTLS\r\n250 AUTH LOGIN");
                    break;
                case "STARTTLS" when _certificate is not null:
                    await SayAsync(stream, "220 go on");
                    return true;
                case "AUTH":
                    await LogInAsync(stream, reader, line);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    Letters.Enqueue(await LetterAsync(reader));
                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return false;
                case "MAIL" when Refuses:
                    await SayAsync(stream, "451 not now");
                    break;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }

        return false;
    }

    /// <summary>AUTH LOGIN: the user in the command or after a question, then the password.</summary>
    private async Task LogInAsync(Stream stream, StreamReader reader, string line)
    {
        if (line.Split(' ').Length < 3)
        {
            await SayAsync(stream, "334 VXNlcm5hbWU6");
            Said.Enqueue(await reader.ReadLineAsync(_stop.Token) ?? "");
        }

        await SayAsync(stream, "334 UGFzc3dvcmQ6");
        Said.Enqueue(await reader.ReadLineAsync(_stop.Token) ?? "");
        await SayAsync(stream, "235 welcome");
    }

    private async Task<string> LetterAsync(StreamReader reader)
    {
        var letter = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            letter.Append(line).Append('\n');
        }

        return letter.ToString();
    }

    private async Task SayAsync(Stream stream, string words)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(words + "\r\n"), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }
}
