namespace Cerniq.Functions.Services;

/// <summary>Links that a service hands out are followed only to the service itself.</summary>
internal static class Origin
{
    /// <summary>The link as an address of the same scheme, host and port as <paramref name="home"/>.</summary>
    /// <exception cref="ServiceRefusedException">It leads elsewhere, and a token or a request of ours has no business there.</exception>
    public static Uri Require(Uri home, string link, string service)
    {
        if (Uri.TryCreate(home, link, out var address)
            && Uri.Compare(address, home, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return address;
        }

        throw ServiceException.For(new ServiceFault(
            service, "GET link", FaultKind.Validation, "the link leads away from the service and was not followed", Ambiguous: false));
    }
}
