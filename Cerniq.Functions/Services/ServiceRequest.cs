using System.Net.Http.Headers;

namespace Cerniq.Functions.Services;

/// <summary>One request to an outside service, ready to be sent as often as its <see cref="Nature"/> allows.</summary>
/// <param name="Tenant">For whom.</param>
/// <param name="Path">The path for the trail and for faults: no query, no secret.</param>
public sealed record ServiceRequest(string Tenant, HttpMethod Method, Uri Address, string Path)
{
    /// <summary>The path with its ids left out, for limits and metrics: <c>transaction/{id}</c>.</summary>
    public string Endpoint { get; init; } = Path;

    public CallNature Nature { get; init; } = Method == HttpMethod.Get ? CallNature.Read : CallNature.Effect;

    /// <summary>Makes the body; called once per attempt, because a content can be sent once only.</summary>
    public Func<HttpContent>? Body { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>How long one attempt may take, the reading of the answer included; null for the service's usual time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest answer taken, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>True when a web page is a proper answer here; elsewhere it is a block page or an outage.</summary>
    public bool HtmlExpected { get; init; }

    /// <summary>Statuses that are not errors here although they are not 2xx.</summary>
    public IReadOnlyList<int> ExpectedStatuses { get; init; } = [];

    /// <summary>True for hosts that drop idle connections without a word.</summary>
    public bool CloseConnection { get; init; }

    /// <summary>Method and path, as in <c>POST docs/invoice</c>.</summary>
    public string Operation => $"{Method} {Path}";

    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.Ordinal);

    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Address) { Content = Body?.Invoke() };
        message.Headers.Authorization = Authorization;
        message.Headers.ConnectionClose = CloseConnection ? true : null;
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}

public enum CallNature
{
    /// <summary>Changes nothing there; may be sent again at once.</summary>
    Read,

    /// <summary>Changes something there; is sent once, and a doubtful end is reported as doubtful.</summary>
    Effect,
}
