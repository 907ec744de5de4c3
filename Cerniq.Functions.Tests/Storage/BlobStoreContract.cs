using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Storage;

/// <summary>What every file store must do.</summary>
public abstract class BlobStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task Gives_back_the_bytes_their_type_and_their_hash()
    {
        var content = Encoding.UTF8.GetBytes("<Invoice>ș</Invoice>");
        var stored = await Store.PutIfAbsentAsync("tenants/t/invoices/N-1/F-1.xml", content, "application/xml", None);
        stored.ShouldBe(new StoredBlob("tenants/t/invoices/N-1/F-1.xml", Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, true));
        var read = await Store.ReadAsync("tenants/t/invoices/N-1/F-1.xml", None);
        read!.Content.ToArray().ShouldBe(content);
        read.ContentType.ShouldBe("application/xml");
        read.Sha256.ShouldBe(stored.Sha256);
    }

    [Fact]
    public async Task What_is_there_stays_as_it_is()
    {
        var first = await Store.PutIfAbsentAsync("tenants/t/a.pdf", "one"u8.ToArray(), "application/pdf", None);
        var second = await Store.PutIfAbsentAsync("tenants/t/a.pdf", "two!"u8.ToArray(), "text/plain", None);
        second.ShouldBe(first with { Created = false });
        (await Store.ReadAsync("tenants/t/a.pdf", None))!.Content.ToArray().ShouldBe("one"u8.ToArray());
    }

    [Fact]
    public async Task Of_fifty_who_write_one_file_one_wins_and_all_hear_the_same()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = $"tenants/t/race-{round}.bin";
            var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() =>
                Store.PutIfAbsentAsync(path, Encoding.UTF8.GetBytes($"caller {i}"), "application/octet-stream", None))));
            results.Count(result => result.Created).ShouldBe(1);
            results.Select(result => result.Sha256).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
            (await Store.ReadAsync(path, None))!.Sha256.ShouldBe(results[0].Sha256);
        }
    }

    [Fact]
    public async Task What_is_absent_is_null_and_does_not_exist()
    {
        (await Store.ReadAsync("tenants/t/none.pdf", None)).ShouldBeNull();
        (await Store.ExistsAsync("tenants/t/none.pdf", None)).ShouldBeFalse();
        await Store.PutIfAbsentAsync("tenants/t/some.pdf", "x"u8.ToArray(), "application/pdf", None);
        (await Store.ExistsAsync("tenants/t/some.pdf", None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_two_files()
    {
        await Store.PutIfAbsentAsync("tenants/T/a.pdf", "upper"u8.ToArray(), "application/pdf", None);
        await Store.PutIfAbsentAsync("tenants/t/a.pdf", "lower"u8.ToArray(), "application/pdf", None);
        (await Store.ReadAsync("tenants/T/a.pdf", None))!.Content.ToArray().ShouldBe("upper"u8.ToArray());
        (await Store.ReadAsync("tenants/t/a.pdf", None))!.Content.ToArray().ShouldBe("lower"u8.ToArray());
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var stored = await Store.PutIfAbsentAsync("tenants/t/empty.txt", ReadOnlyMemory<byte>.Empty, "text/plain", None);
        stored.Length.ShouldBe(0);
        (await Store.ReadAsync("tenants/t/empty.txt", None))!.Content.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("tenants/../../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("tenants//a.txt")]
    [InlineData("tenants/./a.txt")]
    [InlineData("tenants/.hidden")]
    [InlineData("tenants\\a.txt")]
    [InlineData("C:/a.txt")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Paths_that_climb_or_hide_are_refused(string path)
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.PutIfAbsentAsync(path, "x"u8.ToArray(), "text/plain", None));
        await Should.ThrowAsync<ArgumentException>(() => Store.ReadAsync(path, None));
        Should.Throw<ArgumentException>(() => Store.SignedReadUrl(path, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("N\\1")]
    [InlineData("șirul nr. 1: ?#%")]
    public async Task Paths_built_from_any_text_are_taken(string name)
    {
        var path = BlobPath.Of("tenants", "t", name, "a.txt");
        BlobPath.IsValid(path).ShouldBeTrue();
        (await Store.PutIfAbsentAsync(path, "x"u8.ToArray(), "text/plain", None)).Created.ShouldBeTrue();
        (await Store.ReadAsync(path, None)).ShouldNotBeNull();
    }
}
