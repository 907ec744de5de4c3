using System.Net;

namespace Cerniq.Cli.Http;

/// <summary>The running app as commands call it: its address, and a key.</summary>
internal sealed class AppConnection : IDisposable
{
    /// <summary>The environment variable a key is read from when none is given.</summary>
    public const string KeyVariable = "CERNIQ_KEY";

    /// <summary>The header in which a list of the host says where it goes on, and is asked to.</summary>
    public const string ContinuationHeader = "x-ms-continuation-token";

    private const string TenantHeader = "x-api-key";
    private const string AdminHeader = "x-functions-key";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly string? _key;
    private string _keyHeader;

    private AppConnection(Uri address, string? key, HttpMessageHandler handler)
    {
        Address = address;
        _key = key;
        _keyHeader = key?.StartsWith("cq_", StringComparison.Ordinal) == true ? TenantHeader : AdminHeader;
        _http = new HttpClient(handler) { Timeout = Longest };
    }

    public Uri Address { get; }

    /// <param name="key">A tenant's or the admin's; null takes it from <see cref="KeyVariable"/>.</param>
    /// <param name="handler">What carries the calls; the network when null.</param>
    /// <returns>The connection; or what is wrong with the address or the key, which is never quoted.</returns>
    public static (AppConnection? App, string? WhyNot) Open(string address, string? key, HttpMessageHandler? handler = null)
    {
        if (!IsAddress(address))
            return (null, $"{address} is no address of an app; one is http://127.0.0.1:7071");
        key = (key ?? Environment.GetEnvironmentVariable(KeyVariable))?.Trim();
        if (!MayBeHeader(key))
            return (null, $"the key holds characters that no key has; look at --key or {KeyVariable}");
        // A redirect would carry the key and what is sent to another place.
        handler ??= new SocketsHttpHandler { AllowAutoRedirect = false };
        return (new AppConnection(new Uri(address.TrimEnd('/') + "/"), key, handler), null);
    }

    /// <summary>Why no secret may be sent there; null when one may.</summary>
    public string? WhyNoSecrets => Address.Scheme != Uri.UriSchemeHttps && !Address.IsLoopback
        ? $"{Address} is not encrypted, and secrets are not sent over it: give an https address, or run this on the app's own machine"
        : null;

    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>True for what can be sent in a header; nothing at all can.</summary>
    public static bool MayBeHeader(string? text) => text?.All(c => c is >= ' ' and <= '~') ?? true;

    /// <summary>The path of a tenant's route, such as <c>api/tenants/acme/audit/export</c>.</summary>
    public static string TenantPath(string tenant, string route) => $"api/tenants/{Uri.EscapeDataString(tenant)}/{route}";

    /// <returns>What the app answered, or why there is no answer.</returns>
    public async Task<AppAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken, params IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        byte[]? content = body is null ? null : await body.ReadAsByteArrayAsync(cancellationToken);
        var answer = await SendOnceAsync(method, path, Content(), headers, cancellationToken);
        if (answer.Status != HttpStatusCode.Unauthorized || _key is not { Length: > 0 } || _keyHeader == TenantHeader)
            return answer;

        // Not the admin's key: a tenant may have one of its own choice.
        _keyHeader = TenantHeader;
        return await SendOnceAsync(method, path, Content(), headers, cancellationToken);

        ByteArrayContent? Content()
        {
            if (content is null)
                return null;
            var copy = new ByteArrayContent(content);
            copy.Headers.ContentType = body!.Headers.ContentType;
            return copy;
        }
    }

    private async Task<AppAnswer> SendOnceAsync(
        HttpMethod method, string path, HttpContent? body, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = body };
        if (_key is { Length: > 0 })
            request.Headers.Add(_keyHeader, _key);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var continuation = answer.Headers.TryGetValues(ContinuationHeader, out var tokens) ? tokens.First() : null;
            return answer.IsSuccessStatusCode ? AppAnswer.Of(answer.StatusCode, bytes, continuation) : Refusal(answer, bytes);
        }
        catch (HttpRequestException failure)
        {
            return AppAnswer.None($"{Address} cannot be reached: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AppAnswer.None($"{Address} did not answer within {Longest.TotalMinutes:0} minutes");
        }
    }

    public void Dispose() => _http.Dispose();

    private AppAnswer Refusal(HttpResponseMessage answer, byte[] bytes)
    {
        var refused = AppAnswer.Refused(answer.StatusCode, bytes, answer.Content.Headers.ContentType?.MediaType);
        var toDo = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized when _key is not { Length: > 0 } => $"; give a key with --key or {KeyVariable}",
            HttpStatusCode.Unauthorized => "; look at the key: it is neither the admin's nor a tenant's there",
            HttpStatusCode.NotFound => "; look at the address, and whether the tenant is known there and the key is for it",
            _ when answer.Headers.Location is { } elsewhere => $"; it points to {elsewhere}: give the app's own address",
            _ => "",
        };
        return refused with { WhyNot = $"{Address} {refused.WhyNot}{toDo}" };
    }
}
