using System.Collections.Specialized;
using System.Security.Claims;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The request that started a function, in the worker's own terms.</summary>
public abstract class HttpRequestData(FunctionContext functionContext)
{
    private NameValueCollection? _query;

    public abstract Stream Body { get; }

    public abstract HttpHeadersCollection Headers { get; }

    public abstract IReadOnlyCollection<IHttpCookie> Cookies { get; }

    public abstract Uri Url { get; }

    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    public abstract string Method { get; }

    public FunctionContext FunctionContext { get; } = functionContext ?? throw new ArgumentNullException(nameof(functionContext));

    /// <summary>The parameters of <see cref="Url"/>, decoded; several of one name are joined by commas.</summary>
    public virtual NameValueCollection Query => _query ??= System.Web.HttpUtility.ParseQueryString(Url.Query);

    /// <summary>Makes the response to this request: 200 and empty until filled in.</summary>
    public abstract HttpResponseData CreateResponse();
}
