using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

internal sealed class AnafFixture
{
    public static readonly AnafConnection Connection = new(
        new Uri("https://api.anaf.ro/prod/FCTEL/rest/"),
        new Uri("https://webservicesp.anaf.ro/"),
        new Uri("https://logincert.anaf.ro/anaf-oauth2/v1/"),
        "client",
        "secret",
        "refresh-0",
        "8000000000");

    public AnafFixture()
    {
        Callers = Stub.Callers();
        Tokens = new AnafTokens(Callers, Secrets);
    }

    public StubService Stub { get; } = new();

    public MemorySecrets Secrets { get; } = new();

    public ServiceCallers Callers { get; }

    public AnafTokens Tokens { get; }

    public AnafTokenKeeper Keeper => Tokens.For("demo", Connection);

    public AnafClient Client => new AnafClients(Callers, Tokens).For("demo", Connection);

    /// <summary>Answers logins with tokens that are numbered from 1.</summary>
    public AnafFixture LoggingIn(int lifeInSeconds = 7776000)
    {
        var number = 0;
        Stub.On("/token", _ => StubService.Answer(
            $$"""{"access_token":"access-{{++number}}","refresh_token":"refresh-{{number}}","token_type":"Bearer","expires_in":{{lifeInSeconds}}}"""));
        return this;
    }

    /// <summary>For calls that wait between tries.</summary>
    public Task<T> RunAsync<T>(Task<T> call) => Stub.Clock.RunAsync(call);

    public async Task<ServiceFault> FaultOfAsync<T>(Task<T> call) =>
        (await Should.ThrowAsync<ServiceException>(() => RunAsync(call))).Fault;
}
