using System.Globalization;
using System.Net.Http.Headers;
using Azure.Core;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>The built-in activity that makes an orchestrator's HTTP calls.</summary>
internal sealed class HttpCallActivity(DataConverter converter, TimeProvider time, Func<TokenCredential?> credential) : IDisposable
{
    private static readonly TimeSpan OtherwiseAtMost = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Makes one request.</summary>
    /// <exception cref="HttpRequestException">There was no answer, or one upon which to try again.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public async Task<string?> RunAsync(TaskActivityContext context, string? inputJson, CancellationToken cancellation)
    {
        var request = converter.Deserialize<DurableHttpRequest>(inputJson) ?? throw new ArgumentException("An HTTP call needs a request.", nameof(inputJson));
        using var message = await MessageAsync(request, cancellation);
        var limit = request.Timeout ?? OtherwiseAtMost;
        using var timeout = new CancellationTokenSource(limit > LongestTimer ? Timeout.InfiniteTimeSpan : limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var answer = await _http.SendAsync(message, either.Token);
            return request.HttpRetryOptions?.Wants(answer.StatusCode) == true
                ? throw new HttpRequestException(
                    string.Create(CultureInfo.InvariantCulture, $"{Where(request)} answered {(int)answer.StatusCode} ({answer.ReasonPhrase})."),
                    inner: null,
                    answer.StatusCode)
                : converter.Serialize(await ReadAsync(answer, either.Token));
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{Where(request)} did not answer within {limit}.", late);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Where(DurableHttpRequest request) => $"{request.Method} {request.Uri.GetLeftPart(UriPartial.Path)}";

    private async Task<HttpRequestMessage> MessageAsync(DurableHttpRequest request, CancellationToken cancellation)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri)
        {
            Content = request.Content is null ? null : new StringContent(request.Content),
        };
        foreach (var (name, values) in request.Headers ?? new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase))
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                message.Content?.Headers.ContentType = TypeOf(values.ToString());
            }
            else if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (request.TokenSource is { } source)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(source, cancellation));
        }

        return message;
    }

    private static MediaTypeHeaderValue TypeOf(string text)
    {
        var type = MediaTypeHeaderValue.Parse(text);
        if (type.MediaType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException("An orchestrator's HTTP call cannot have multipart content; make the call in an activity.");
        }

        return type;
    }

    private async Task<string> TokenAsync(TokenSource source, CancellationToken cancellation)
    {
        var identity = credential() ?? throw new InvalidOperationException(
            $"The HTTP call asks for a token for '{source.Resource}', and the app has no {typeof(TokenCredential)} among its services.");
        var scope = source.Resource.EndsWith("/.default", StringComparison.Ordinal) ? source.Resource : source.Resource.TrimEnd('/') + "/.default";
        var token = await identity.GetTokenAsync(
            new TokenRequestContext([scope], tenantId: (source as ManagedIdentityTokenSource)?.Options?.TenantId), cancellation);
        return token.Token;
    }

    private static async Task<DurableHttpResponse> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation) => new(answer.StatusCode)
    {
        Headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(
            header => header.Key, header => new StringValues([.. header.Value]), StringComparer.OrdinalIgnoreCase),
        Content = await answer.Content.ReadAsStringAsync(cancellation),
    };
}
