using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Hosting.Local;

[Collection(OneApp.Name)]
public sealed class FileRouteTests(AppHost app)
{
    [Fact]
    public async Task A_good_link_gives_the_file_and_no_key_is_asked_for()
    {
        var path = await StoreAsync("good");
        var link = app.Service<IBlobStore>().SignedReadUrl(path, TimeSpan.FromMinutes(1));
        var reply = await app.SendAsync(HttpMethod.Get, link.OriginalString);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Text.ShouldBe("the file");
        reply.ContentType.ShouldBe("application/xml");
        reply.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task A_link_that_is_forged_expired_or_for_another_file_is_refused()
    {
        var path = await StoreAsync("one");
        await StoreAsync("two");
        var blobs = app.Service<IBlobStore>();
        var link = blobs.SignedReadUrl(path, TimeSpan.FromMinutes(1)).OriginalString;
        string[] bad =
        [
            $"/api/files/{path}",
            link[..^1] + (link[^1] == 'A' ? 'B' : 'A'),
            link.Replace("/one", "/two", StringComparison.Ordinal),
            link.Replace("exp=", "exp=9", StringComparison.Ordinal),
            blobs.SignedReadUrl(path, TimeSpan.FromSeconds(-1)).OriginalString,
            "/api/files/..%2f..%2fcerniq.db?exp=99999999999&sig=x",
        ];
        foreach (var one in bad)
        {
            var reply = await app.SendAsync(HttpMethod.Get, one);
            reply.Status.ShouldBe(403, one);
            reply.ContentType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task A_good_link_to_nothing_is_not_found()
    {
        var link = app.Service<IBlobStore>().SignedReadUrl("tenants/files/none.pdf", TimeSpan.FromMinutes(1));
        (await app.SendAsync(HttpMethod.Get, link.OriginalString)).Status.ShouldBe(404);
    }

    private async Task<string> StoreAsync(string name)
    {
        var path = BlobPath.Of("tenants", "files", $"{name} ș.xml");
        await app.Service<IBlobStore>().PutIfAbsentAsync(path, "the file"u8.ToArray(), "application/xml", CancellationToken.None);
        return path;
    }
}
