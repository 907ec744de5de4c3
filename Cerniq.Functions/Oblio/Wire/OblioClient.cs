using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Wire;

/// <summary>Oblio for one tenant: its real addresses and field names.</summary>
/// <remarks>Oblio has no calls for writing clients or products, for e-mail, or for the PDF by number: a client is written by
/// <see cref="OblioParty.Save"/>, mail is sent by <see cref="OblioDocument.SendEmail"/>, the PDF is behind the link.
/// Every method throws <see cref="ServiceException"/> when there is no result.</remarks>
public sealed partial class OblioClient
{
    internal const string TokenEndpoint = "authorize/token";

    private readonly string tenant;
    private readonly OblioConnection connection;
    private readonly ServiceCaller caller;
    private readonly TimeProvider clock;
    private readonly TokenCache tokens;

    public OblioClient(string tenant, OblioConnection connection, ServiceCaller caller, TimeProvider clock)
    {
        this.tenant = tenant;
        this.connection = connection;
        this.caller = caller;
        this.clock = clock;
        tokens = new TokenCache(LogInAsync, TimeSpan.FromMinutes(5), clock);
    }

    private async Task<AccessToken> LogInAsync(CancellationToken cancellationToken)
    {
        // Pasted blanks are the commonest reason for a refused login.
        var login = new OblioTokenRequest { ClientId = connection.Email.Trim(), ClientSecret = connection.Secret.Trim() };
        var request = Request(HttpMethod.Post, TokenEndpoint, TokenEndpoint) with
        {
            Nature = CallNature.Read,
            Body = () => Json(login, OblioJson.Default.OblioTokenRequest),
        };
        var asked = clock.GetUtcNow();
        var reply = await caller.SendAsync(request, cancellationToken);
        var answer = reply.Read(OblioJson.Default.OblioTokenAnswer);
        return answer.AccessToken is { Length: > 0 } value
            ? new AccessToken(value, asked + TimeSpan.FromSeconds(answer.ExpiresIn ?? 3600))
            : throw reply.Unreadable("a login answer without a token");
    }

    private async Task<T> GetAsync<T>(string path, Query query, JsonTypeInfo<OblioEnvelope<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        // Reading a document has the address of issuing one, but is no counted issue.
        var request = Request(HttpMethod.Get, path + query, path) with
        {
            Endpoint = "read/" + path,
            Timeout = path == ClientsPath ? ClientsTimeout : null,
        };
        return Data(await caller.SendAsync(request, tokens, cancellationToken), type);
    }

    private async Task<T> ChangeAsync<T, TBody>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<OblioEnvelope<T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var request = Request(method, path, path) with { Body = () => Json(body, bodyType) };
        return Data(await caller.SendAsync(request, tokens, cancellationToken), type);
    }

    /// <summary>A success without data leaves open what happened.</summary>
    private static T Data<T>(ServiceReply reply, JsonTypeInfo<OblioEnvelope<T>> type)
        where T : class => reply.Read(type).Data ?? throw reply.Unreadable("a success without data");

    private ServiceRequest Request(HttpMethod method, string pathAndQuery, string path) =>
        new(tenant, method, new Uri(connection.BaseUrl, pathAndQuery), path) { Headers = AcceptsJson };

    private static readonly Dictionary<string, string> AcceptsJson = new(StringComparer.Ordinal) { ["Accept"] = "application/json" };

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}
