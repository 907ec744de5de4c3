using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Tenants;

[Collection(OneApp.Name)]
public sealed class TenantRouteTests(AppHost app)
{
    [Fact]
    public async Task The_demo_tenant_is_there_from_the_first_request()
    {
        var reply = await app.SendAsync(HttpMethod.Get, "/api/tenants/demo/settings", key: AppHost.DemoKey);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Json.GetProperty("company_name").GetString().ShouldBe("CERNIQ DEMO SRL");
        reply.Json.GetProperty("company_city").GetString().ShouldBe("SECTOR1");
        reply.Json.GetProperty("environment").GetString().ShouldBe("sandbox");
    }

    [Fact]
    public async Task A_tenant_changes_its_own_settings_and_reads_them_back()
    {
        var key = await app.NewTenantAsync("settings-one");
        var put = await app.SendAsync(
            HttpMethod.Put, "/api/tenants/settings-one/settings", key: key, json: """{ "efactura_enabled": false, "revolut_webhook_secret": "hush-hush" }""");
        put.Status.ShouldBe(200, put.Text);
        put.Text.ShouldNotContain("hush-hush");
        var get = await app.SendAsync(HttpMethod.Get, "/api/tenants/settings-one/settings", key: key);
        get.Json.GetProperty("efactura_enabled").GetBoolean().ShouldBeFalse();
        get.Json.GetProperty("revolut_webhook_secret").GetProperty("set").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Bad_settings_are_named_with_what_is_allowed()
    {
        var reply = await app.SendAsync(
            HttpMethod.Put, "/api/tenants/demo/settings", key: AppHost.DemoKey, json: """{ "environment": "moon", "polling": 1 }""");
        reply.Status.ShouldBe(400);
        var errors = reply.Json.GetProperty("errors");
        errors.GetProperty("environment")[0].GetString()!.ShouldContain("one of sandbox, test, production");
        errors.GetProperty("polling")[0].GetString()!.ShouldContain("polling_interval_minutes");
    }

    [Fact]
    public async Task The_admin_makes_a_tenant_by_setting_it_up()
    {
        (await app.SendAsync(HttpMethod.Put, "/api/tenants/made-by-settings/settings", admin: AppHost.AdminKey, json: "{}")).Status.ShouldBe(200);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/made-by-settings/settings", admin: AppHost.AdminKey)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Keys_are_issued_listed_and_revoked()
    {
        var issued = await app.SendAsync(
            HttpMethod.Post, "/api/tenants/keyed/keys", admin: AppHost.AdminKey, json: """{ "label": "shop" }""");
        issued.Status.ShouldBe(201, issued.Text);
        var key = issued.Json.GetProperty("key").GetString()!;
        var id = issued.Json.GetProperty("keyId").GetString();
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/keyed/settings", key: key)).Status.ShouldBe(200);
        var list = await app.SendAsync(HttpMethod.Get, "/api/tenants/keyed/keys", admin: AppHost.AdminKey);
        list.Text.ShouldNotContain(key);
        list.Json.GetProperty("items")[0].GetProperty("label").GetString().ShouldBe("shop");
        (await app.SendAsync(HttpMethod.Delete, $"/api/tenants/keyed/keys/{id}", admin: AppHost.AdminKey)).Status.ShouldBe(204);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/keyed/settings", key: key)).Status.ShouldBe(401);
        (await app.SendAsync(HttpMethod.Delete, "/api/tenants/keyed/keys/none", admin: AppHost.AdminKey)).Status.ShouldBe(404);
    }
}
