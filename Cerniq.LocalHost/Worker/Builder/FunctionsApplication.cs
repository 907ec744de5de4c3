using Cerniq.LocalHost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The beginning of a functions app.</summary>
public static class FunctionsApplication
{
    /// <summary>A builder with configuration (appsettings.json, local.settings.json, environment, arguments; later wins) and
    /// logging in place.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        StartRefusal.TellPlainly();
        return new FunctionsApplicationBuilder(args);
    }
}
