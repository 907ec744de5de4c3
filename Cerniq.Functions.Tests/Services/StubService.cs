using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

/// <summary>A request as it left.</summary>
internal sealed record Sent(HttpMethod Method, Uri Address, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Path => Address.AbsolutePath;

    public string Query => Uri.UnescapeDataString(Address.Query);
}

/// <summary>Answers requests by hand, in the place of a service, and remembers them.</summary>
internal sealed class StubService : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<Sent, HttpResponseMessage>> answers = new();
    private readonly List<(Func<Sent, bool> When, Func<Sent, HttpResponseMessage> Then)> routes = [];

    public ConcurrentQueue<Sent> Requests { get; } = new();

    public ConcurrentQueue<AuditEntry> Trail { get; } = new();

    public ManualClock Clock { get; init; } = new();

    /// <summary>Answers every request that fits.</summary>
    public StubService On(string path, Func<Sent, HttpResponseMessage> answer)
    {
        routes.Add((sent => sent.Path.EndsWith(path, StringComparison.Ordinal), answer));
        return this;
    }

    public StubService On(string path, string body, int status = 200) => On(path, _ => Answer(body, status));

    /// <summary>Answers the next request that no route takes.</summary>
    public StubService Then(string body, int status = 200, string mediaType = "application/json")
    {
        answers.Enqueue(_ => Answer(body, status, mediaType));
        return this;
    }

    public StubService Then(Func<Sent, HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public StubService ThenFail(Exception failure) => Then(_ => throw failure);

    public ServiceCallers Callers(IRateGate? gate = null) =>
        new(new HttpMessageInvoker(this), gate ?? new OpenGate(), new RateLimitOptions(), new Recorder(Trail), new ServiceMetrics(), Clock);

    public static HttpResponseMessage Answer(string body, int status = 200, string mediaType = "application/json") =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    public static HttpResponseMessage Bytes(byte[] body, string mediaType) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) { Headers = { ContentType = new(mediaType) } } };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        var sent = new Sent(request.Method, request.RequestUri!, body, headers);
        Requests.Enqueue(sent);
        foreach (var (when, then) in routes)
        {
            if (when(sent))
            {
                return then(sent);
            }
        }

        return answers.TryDequeue(out var answer) ? answer(sent) : throw new InvalidOperationException($"No answer for {sent.Method} {sent.Address}");
    }

    private sealed class Recorder(ConcurrentQueue<AuditEntry> trail) : IAuditSink
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
        {
            trail.Enqueue(entry);
            return Task.CompletedTask;
        }
    }

    internal sealed class OpenGate : IRateGate
    {
        public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

        public ValueTask<DateTimeOffset> WaitAsync(string tenant, string service, string endpoint, CancellationToken cancellationToken) => ValueTask.FromResult(DateTimeOffset.MaxValue);

        public ValueTask AnsweredAsync(string tenant, string service, string endpoint, DateTimeOffset letThrough, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask PauseAsync(string tenant, string service, TimeSpan duration, CancellationToken cancellationToken)
        {
            Pauses.Enqueue(duration);
            return ValueTask.CompletedTask;
        }
    }
}
