using System.Text.RegularExpressions;
using Cerniq.Functions.Api;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Api;

[Collection(OneApp.Name)]
public sealed class AccessTests(AppHost app)
{
    public enum Shown
    {
        Nothing,
        Empty,
        WrongKey,
        RevokedKey,
        WrongAdmin,
        WrongAdminAndOwnKey,
        OwnKey,
        OtherKey,
        Admin,
        AdminInQuery,
    }

    public static TheoryData<Shown, string, int> Table
    {
        get
        {
            var table = new TheoryData<Shown, string, int>();
            foreach (var thing in (string[])["there", "absent"])
            {
                var found = thing == "there" ? 200 : 404;
                foreach (var refused in (Shown[])[Shown.Nothing, Shown.Empty, Shown.WrongKey, Shown.RevokedKey, Shown.WrongAdmin, Shown.WrongAdminAndOwnKey])
                {
                    table.Add(refused, thing, 401);
                }

                table.Add(Shown.OwnKey, thing, found);
                table.Add(Shown.OtherKey, thing, 404);
                table.Add(Shown.Admin, thing, found);
                table.Add(Shown.AdminInQuery, thing, found);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Who_may_see_what(Shown shown, string thing, int status)
    {
        var (own, other, revoked) = await KeysAsync();
        var path = $"/api/probe/access-own/things/{thing}";
        var reply = shown switch
        {
            Shown.Nothing => await app.SendAsync(HttpMethod.Get, path),
            Shown.Empty => await app.SendAsync(HttpMethod.Get, path, key: ""),
            Shown.WrongKey => await app.SendAsync(HttpMethod.Get, path, key: "cq_nobody"),
            Shown.RevokedKey => await app.SendAsync(HttpMethod.Get, path, key: revoked),
            Shown.WrongAdmin => await app.SendAsync(HttpMethod.Get, path, admin: "nobody"),
            Shown.WrongAdminAndOwnKey => await app.SendAsync(HttpMethod.Get, path, admin: "nobody", key: own),
            Shown.OwnKey => await app.SendAsync(HttpMethod.Get, path, key: own),
            Shown.OtherKey => await app.SendAsync(HttpMethod.Get, path, key: other),
            Shown.AdminInQuery => await app.SendAsync(HttpMethod.Get, $"{path}?code={AppHost.AdminKey}"),
            _ => await app.SendAsync(HttpMethod.Get, path, admin: AppHost.AdminKey),
        };
        reply.Status.ShouldBe(status);
    }

    [Fact]
    public async Task What_is_anothers_looks_exactly_like_what_is_absent()
    {
        var (own, other, _) = await KeysAsync();
        var anothers = await app.SendAsync(HttpMethod.Get, "/api/probe/access-own/things/there", key: other);
        var absent = await app.SendAsync(HttpMethod.Get, "/api/probe/access-own/things/absent", key: own);
        var nobodys = await app.SendAsync(HttpMethod.Get, "/api/probe/access-nobody/things/there", key: own);
        Bare(anothers, "/access-own/things/there").ShouldBe(Bare(absent, "/access-own/things/absent"));
        Bare(anothers, "/access-own/things/there").ShouldBe(Bare(nobodys, "/access-nobody/things/there"));
        anothers.Headers.Select(header => header.Key).Order(StringComparer.Ordinal).ShouldBe(absent.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PUT", "/api/tenants/access-own/settings")]
    [InlineData("GET", "/api/tenants/access-own/settings")]
    [InlineData("GET", "/api/tenants/access-own/audit")]
    [InlineData("GET", "/api/tenants/access-own/alerts")]
    [InlineData("POST", "/api/tenants/access-own/alerts/x/acknowledge")]
    [InlineData("POST", "/api/tenants/access-own/keys")]
    [InlineData("GET", "/api/tenants/access-own/keys")]
    [InlineData("DELETE", "/api/tenants/access-own/keys/x")]
    public async Task Another_tenants_key_finds_nothing_and_no_key_is_asked_for_one(string method, string path)
    {
        var (_, other, _) = await KeysAsync();
        (await app.SendAsync(new HttpMethod(method), path, key: other, json: "{}")).Status.ShouldBe(404);
        (await app.SendAsync(new HttpMethod(method), path, json: "{}")).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("GET", "/api/tenants/access-own/keys")]
    [InlineData("POST", "/api/tenants/access-own/keys")]
    [InlineData("GET", "/api/metrics")]
    [InlineData("GET", "/api/health/queues")]
    public async Task A_tenants_key_does_not_open_what_is_the_admins(string method, string path)
    {
        var (own, _, _) = await KeysAsync();
        (await app.SendAsync(new HttpMethod(method), path, key: own)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_admin_finds_no_tenant_that_is_not_there_and_none_with_an_impossible_name()
    {
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/access-unknown/settings", admin: AppHost.AdminKey)).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Post, "/api/tenants/.bad/keys", admin: AppHost.AdminKey)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_function_learns_who_calls()
    {
        var key = await app.NewTenantAsync("who-one");
        var own = (await app.SendAsync(HttpMethod.Get, "/api/probe/who", key: key)).Json;
        own.GetProperty("tenant").GetString().ShouldBe("who-one");
        own.GetProperty("may").GetBoolean().ShouldBeTrue();
        (await app.SendAsync(HttpMethod.Get, "/api/probe/who", key: AppHost.DemoKey)).Json.GetProperty("may").GetBoolean().ShouldBeFalse();
        (await app.SendAsync(HttpMethod.Get, "/api/probe/who", admin: AppHost.AdminKey)).Json.GetProperty("may").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Every_HTTP_function_is_guarded_or_says_why_not()
    {
        var rules = new RouteRules(typeof(CerniqApp).Assembly).All;
        rules.ShouldNotBeEmpty();
        var parameter = new Regex(@"\{[^}]*tenant[^}]*\}", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        foreach (var rule in rules)
        {
            (rule.IsPublic && rule.IsAdminOnly).ShouldBeFalse($"{rule.Function} is both public and the admin's");
            parameter.IsMatch(rule.Route).ShouldBe(rule.TenantParameter is not null, $"{rule.Function} names its tenant in a way the guard does not know");
        }

        string[] known = ["ReadFile", "Health"];
        rules.Where(rule => rule.IsPublic).Select(rule => rule.Function).ShouldBeSubsetOf(PublicFunctions.Known, "a new public function must be entered here on purpose");
        known.ShouldBeSubsetOf(rules.Select(rule => rule.Function));
    }

    private static string Bare(Reply reply, string path) => reply.Text
        .Replace(reply.Json.GetProperty("correlationId").GetString()!, "", StringComparison.Ordinal)
        .Replace(path, "", StringComparison.Ordinal);

    private async Task<(string Own, string Other, string Revoked)> KeysAsync()
    {
        var own = await app.NewTenantAsync("access-own");
        var other = await app.NewTenantAsync("access-other");
        var revoked = (await app.SendAsync(HttpMethod.Post, "/api/tenants/access-own/keys", admin: AppHost.AdminKey)).Json;
        var id = revoked.GetProperty("keyId").GetString();
        (await app.SendAsync(HttpMethod.Delete, $"/api/tenants/access-own/keys/{id}", admin: AppHost.AdminKey)).Status.ShouldBe(204);
        return (own, other, revoked.GetProperty("key").GetString()!);
    }
}

/// <summary>The functions that ask for no key.</summary>
internal static class PublicFunctions
{
    public static readonly string[] Known = ["ReadFile", "Health", "RevolutWebhook", "EFacturaCallback", "EFacturaLoginStart", "Console"];
}
