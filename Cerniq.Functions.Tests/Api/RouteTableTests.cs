using System.Reflection;
using System.Text.RegularExpressions;
using Cerniq.Functions.Api;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Tests.EFactura;
using Cerniq.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tests.Api;

/// <summary>Every route of the app with no key, a wrong key and another tenant's key. The routes are read off the functions, so
/// that none can be forgotten.</summary>
[Collection(OneApp.Name)]
public sealed partial class RouteTableTests(AppHost app)
{
    private const string Owner = "walled";
    private const string WrongKey = "cq_this-key-was-never-issued";

    /// <summary>Routes that name no tenant and show nothing of any: what they work on is in the request, or is the caller's own.</summary>
    private static readonly string[] OfNobody = ["EFacturaValidate", "EFacturaPreview", "GetEconomicsUploadStats"];

    private static readonly IReadOnlyList<HttpRoute> Routes = [.. typeof(CerniqApp).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .SelectMany(Of)];

    public static TheoryData<string, string> Guarded => Table(route => !route.Rule.IsPublic);

    public static TheoryData<string, string> OfATenant => Table(route => route.Rule is { IsPublic: false, IsAdminOnly: false, TenantParameter: not null });

    public static TheoryData<string, string> OfAThing => Table(route => route.Rule is { IsPublic: false, IsAdminOnly: false, TenantParameter: null }
        && !OfNobody.Contains(route.Rule.Function));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Opens_to_no_key_and_to_no_wrong_key(string method, string route)
    {
        var path = Path(route, Owner, "1");

        (await AskAsync(method, path, key: null)).Status.ShouldBe(401);
        (await AskAsync(method, path, WrongKey)).Status.ShouldBe(401);
        (await app.SendAsync(new HttpMethod(method), path, admin: "not-the-admin-key", json: Body(method))).Status.ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(OfATenant))]
    public async Task Is_not_there_for_another_tenants_key(string method, string route)
    {
        await app.NewTenantAsync(Owner);
        var other = await app.NewTenantAsync("other-than-walled");

        var walled = await AskAsync(method, Path(route, Owner, "1"), other);
        var absent = await AskAsync(method, Path(route, "nobody-at-all", "1"), other);

        walled.Status.ShouldBe(404, walled.Text);
        absent.Status.ShouldBe(404);
        Bare(walled, Owner).ShouldBe(Bare(absent, "nobody-at-all"), "what is another's must look as if it were not there");
    }

    [Theory]
    [MemberData(nameof(OfAThing))]
    public async Task Shows_nothing_of_another_tenants_thing(string method, string route)
    {
        var other = await app.NewTenantAsync("other-than-demo");
        var submitted = await app.SendAsync(HttpMethod.Post, "/api/efactura/submit", key: AppHost.DemoKey, json: Submission("demo"));
        var queueId = submitted.Json.GetProperty("queue_id").GetInt64();
        var body = route.EndsWith("submit", StringComparison.Ordinal) ? Submission("demo") : $$"""{ "queue_id": {{queueId}} }""";

        var reply = await app.SendAsync(new HttpMethod(method), Path(route, "demo", $"{queueId}"), key: other, json: method == "GET" ? null : body);

        reply.Status.ShouldBe(404, reply.Text);
        reply.Text.ShouldNotContain("WALL-1");
    }

    [Fact]
    public void The_e_Factura_routes_are_among_them()
    {
        Routes.Count.ShouldBeGreaterThan(50);
        Routes.Count(route => route.Rule.Route.StartsWith("efactura/", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(17);
        OfNobody.ShouldBeSubsetOf(Routes.Select(route => route.Rule.Function));
    }

    private static IEnumerable<HttpRoute> Of(MethodInfo method)
    {
        var trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().FirstOrDefault();
        if (trigger is null || method.GetCustomAttribute<FunctionAttribute>() is not { } function)
        {
            return [];
        }

        var rule = new RouteRules(typeof(CerniqApp).Assembly).Of(function.Name);
        return (trigger.Methods ?? ["get"]).Select(verb => new HttpRoute(verb.ToUpperInvariant(), rule));
    }

    private static TheoryData<string, string> Table(Func<HttpRoute, bool> wanted)
    {
        var table = new TheoryData<string, string>();
        foreach (var route in Routes.Where(wanted))
        {
            table.Add(route.Method, route.Rule.Route);
        }

        return table;
    }

    private static string Path(string route, string tenant, string id) =>
        "/api/" + Parameter().Replace(route, found => found.Value.Contains("tenant", StringComparison.OrdinalIgnoreCase) ? tenant : id);

    private static string? Body(string method) => method is "POST" or "PUT" ? "{}" : null;

    private static string Submission(string tenant) =>
        $$"""{ "tenant": "{{tenant}}", "invoice_id": "wall-1", "invoice": {{EFacturaRouteTests.Invoice("WALL-1")}} }""";

    private static string Bare(Reply reply, string tenant) => reply.Text
        .Replace(reply.Json.GetProperty("correlationId").GetString()!, "", StringComparison.Ordinal)
        .Replace(tenant, "", StringComparison.Ordinal);

    private Task<Reply> AskAsync(string method, string path, string? key) =>
        app.SendAsync(new HttpMethod(method), path, key: key, json: Body(method));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record HttpRoute(string Method, RouteRule Rule);
}
