using System.Globalization;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Hosting;

/// <summary>A host that cannot start for a reason that its operator can mend says so in one line and ends with code 1, instead of
/// dying with a stack trace and a memory dump.</summary>
internal static class StartRefusal
{
    private static int _watches;
    private static volatile bool _over;

    /// <summary>From now until a host has started.</summary>
    public static void TellPlainly()
    {
        if (Interlocked.Exchange(ref _watches, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) => Tell(unhandled.ExceptionObject);
        }
    }

    /// <summary>A host has started: what fails from now on is a fault of the program.</summary>
    public static void Over() => _over = true;

    /// <summary>The reason in a line; null when it is nothing that an operator can mend.</summary>
    public static string? Words(object failure) => failure switch
    {
        HostConfigurationException or FunctionDiscoveryException or DataFolderInUseException or DataFolderUnusableException or StoreException =>
            string.Create(CultureInfo.InvariantCulture, $"The host cannot start. {((Exception)failure).Message}"),
        _ => null,
    };

    private static void Tell(object failure)
    {
        if (!_over && Words(failure) is { } words)
        {
            Console.Error.WriteLine(words);
            Environment.Exit(1);
        }
    }
}
