using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.Storage;

/// <summary>What every secret store must do.</summary>
public abstract class SecretStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract ISecretStore Store { get; }

    [Theory]
    [InlineData("short")]
    [InlineData("cu diacritice: șțăîâ 🙂")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n")]
    public async Task Gives_back_what_was_set(string value)
    {
        await Store.SetAsync("contract-tenant", "secret_one", value, None);
        (await Store.GetAsync("contract-tenant", "secret_one", None)).ShouldBe(value);
    }

    [Fact]
    public async Task The_last_value_holds_and_null_removes_it()
    {
        await Store.SetAsync("contract-tenant", "secret_two", "a", None);
        await Store.SetAsync("contract-tenant", "secret_two", "b", None);
        (await Store.GetAsync("contract-tenant", "secret_two", None)).ShouldBe("b");
        await Store.SetAsync("contract-tenant", "secret_two", null, None);
        (await Store.GetAsync("contract-tenant", "secret_two", None)).ShouldBeNull();
        await Store.SetAsync("contract-tenant", "secret_two", null, None);
    }

    [Fact]
    public async Task Tenants_and_names_are_apart()
    {
        await Store.SetAsync("one", "name", "mine", None);
        (await Store.GetAsync("two", "name", None)).ShouldBeNull();
        (await Store.GetAsync("one", "name2", None)).ShouldBeNull();
        await Store.SetAsync("a-b", "c", "x", None);
        (await Store.GetAsync("a", "b-c", None)).ShouldBeNull();
    }
}
