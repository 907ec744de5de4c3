namespace Cerniq.LocalHost.Tests.Hosting.Processes;

/// <summary>A real process and a real SIGTERM: what runs is finished and answered, what waits is not begun, nothing is lost.</summary>
public sealed class GracefulStopTests : IDisposable
{
    private readonly string _folder = TestHost.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [UnixFact]
    public async Task A_signalled_process_finishes_what_it_has_begun_begins_nothing_more_and_loses_nothing()
    {
        using (var first = new HostProcess(_folder))
        {
            await UntilAsync(effects => effects.Any(line => line.StartsWith("at ", StringComparison.Ordinal)), "the host to start");
            using var http = new HttpClient { BaseAddress = new Uri(Effects().Single(line => line.StartsWith("at ", StringComparison.Ordinal))[3..]) };
            var request = http.GetStringAsync(new Uri("/api/Request", UriKind.Relative));
            string[] begun = ["request GET begins", "message 1.1 begins", "timer False begins", "step 1 begins"];
            await UntilAsync(effects => begun.All(effects.Contains), "all kinds of work to begin");

            first.Terminate();
            await UntilAsync(effects => effects.Contains("stopping"), "the host to stop");
            await RefusesConnectionsAsync(http.BaseAddress!);
            await File.WriteAllTextAsync(HostChild.Gate(_folder), "");

            (await request).ShouldBe("request GET");
            (await first.EndAsync()).ExitCode.ShouldBe(0);
            Effects().Where(line => line.EndsWith(" begins", StringComparison.Ordinal)).ShouldBe(begun, ignoreOrder: true);
            Effects().Count(line => line.EndsWith(" ends", StringComparison.Ordinal)).ShouldBe(begun.Length);
        }

        using var second = new HostProcess(_folder);
        await UntilAsync(
            effects => new[] { "message 2.1 ends", "message 3.1 ends", "step 2 ends" }.All(effects.Contains), "what was left to be done");
        second.Terminate();
        (await second.EndAsync()).ExitCode.ShouldBe(0);

        var done = Effects();
        foreach (var once in new[] { "message 1.1", "message 2.1", "message 3.1", "step 1", "step 2" })
        {
            done.Count(line => line == $"{once} ends").ShouldBe(1, once);
        }
    }

    private string[] Effects()
    {
        if (!File.Exists(HostChild.Effects(_folder)))
        {
            return [];
        }

        using var file = new FileStream(HostChild.Effects(_folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Task UntilAsync(Func<string[], bool> condition, string what) => Eventually.TrueAsync(() => condition(Effects()), what);

    private static Task RefusesConnectionsAsync(Uri address) => Eventually.TrueAsync(
        () =>
        {
            try
            {
                using var trial = new System.Net.Sockets.TcpClient(address.Host, address.Port);
                return false;
            }
            catch (System.Net.Sockets.SocketException refused)
            {
                return refused.SocketErrorCode == System.Net.Sockets.SocketError.ConnectionRefused;
            }
        },
        "the host to take no more connections");
}
