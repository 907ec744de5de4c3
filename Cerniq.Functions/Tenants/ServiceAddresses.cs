namespace Cerniq.Functions.Tenants;

/// <summary>Where the services are in each environment.</summary>
/// <param name="SandboxPort">The loopback port our stand-ins listen on (CERNIQ_SANDBOX_PORT).</param>
public sealed record ServiceAddresses(int SandboxPort = 7072)
{
    public const string Sandbox = "sandbox";
    public const string Production = "production";

    // Oblio and e-conomic have one environment for everybody; a test account lives in it.
    public Uri Oblio(string environment) =>
        environment == Sandbox ? Local("oblio/api/") : new Uri("https://www.oblio.eu/api/");

    public Uri AnafApi(string environment) => environment switch
    {
        Sandbox => Local("anaf/prod/FCTEL/rest/"),
        Production => new Uri("https://api.anaf.ro/prod/FCTEL/rest/"),
        _ => new Uri("https://api.anaf.ro/test/FCTEL/rest/"),
    };

    public Uri AnafLogin(string environment) =>
        environment == Sandbox ? Local("anaf/anaf-oauth2/v1/") : new Uri("https://logincert.anaf.ro/anaf-oauth2/v1/");

    public Uri AnafPublic(string environment) =>
        environment == Sandbox ? Local("anaf/") : new Uri("https://webservicesp.anaf.ro/");

    public Uri Revolut(string environment) => environment switch
    {
        Sandbox => Local("revolut/api/"),
        Production => new Uri("https://b2b.revolut.com/api/"),
        _ => new Uri("https://sandbox-b2b.revolut.com/api/"),
    };

    public Uri Economic(string environment) =>
        environment == Sandbox ? Local("economic/") : new Uri("https://restapi.e-conomic.com/");

    private Uri Local(string path) => new($"http://127.0.0.1:{SandboxPort}/{path}");
}
