using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>Revolut Business for one tenant.</summary>
/// <remarks>Amounts are decimals in major units. Every method throws <see cref="ServiceException"/> when there is no
/// result.</remarks>
public sealed partial class RevolutClient
{
    private const string V1 = "1.0/";
    private const string V2 = "2.0/";

    private readonly string tenant;
    private readonly RevolutConnection connection;
    private readonly ServiceCaller caller;
    private readonly TimeProvider clock;
    private readonly TokenCache tokens;

    public RevolutClient(string tenant, RevolutConnection connection, ServiceCaller caller, TimeProvider clock)
    {
        this.tenant = tenant;
        this.connection = connection;
        this.caller = caller;
        this.clock = clock;
        tokens = new TokenCache(LogInAsync, TimeSpan.FromMinutes(2), clock);
    }

    public Task<IReadOnlyList<RevolutAccount>> GetAccountsAsync(CancellationToken cancellationToken) =>
        GetAsync(V1, "accounts", new Query(), RevolutJson.Default.Accounts, cancellationToken);

    /// <summary>The refresh token stays the same: the answer brings none.</summary>
    private async Task<AccessToken> LogInAsync(CancellationToken cancellationToken)
    {
        var request = new ServiceRequest(tenant, HttpMethod.Post, new Uri(connection.BaseUrl, V1 + "auth/token"), "auth/token")
        {
            Nature = CallNature.Read,
            Body = () => new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = connection.RefreshToken,
                ["client_id"] = connection.ClientId,
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = RevolutAssertion.Sign(tenant, connection, clock.GetUtcNow()),
            }),
        };
        var asked = clock.GetUtcNow();
        var reply = await caller.SendAsync(request, cancellationToken);
        var answer = reply.Read(RevolutJson.Default.RevolutTokenAnswer);
        return answer.AccessToken is { Length: > 0 } value
            ? new AccessToken(value, asked + TimeSpan.FromSeconds(answer.ExpiresIn ?? 2399))
            : throw reply.Unreadable("a login answer without a token");
    }

    private async Task<T> GetAsync<T>(
        string version, string path, Query query, JsonTypeInfo<T> type, CancellationToken cancellationToken, string? endpoint = null)
    {
        var request = Request(HttpMethod.Get, version, path, query, endpoint);
        var reply = await caller.SendAsync(request, tokens, cancellationToken);
        return reply.Read(type);
    }

    private async Task<ServiceReply> PostAsync<T>(
        string version, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken, string? endpoint = null)
    {
        var request = Request(HttpMethod.Post, version, path, new Query(), endpoint) with
        {
            Body = () => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        return await caller.SendAsync(request, tokens, cancellationToken);
    }

    private ServiceRequest Request(HttpMethod method, string version, string path, Query query, string? endpoint) =>
        new(tenant, method, new Uri(connection.BaseUrl, version + path + query), path) { Endpoint = endpoint ?? path };

    private static string Escaped(string id) => Uri.EscapeDataString(id);
}
