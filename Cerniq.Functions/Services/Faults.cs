using System.Net;

namespace Cerniq.Functions.Services;

/// <summary>What a body says is wrong, read by the service's own rules.</summary>
/// <param name="Words">In the service's own words.</param>
/// <param name="Kind">When the words tell; otherwise the status does.</param>
/// <param name="Status">The status that the body claims, when it differs from HTTP's.</param>
/// <param name="RetryAfter">When the words say how long to wait.</param>
public sealed record Complaint(string Words, FaultKind? Kind = null, int? Status = null, TimeSpan? RetryAfter = null);

/// <summary>Sorts what went wrong into the classes of section 7.1, and says what leaves a doubt behind.</summary>
internal static class Faults
{
    /// <summary>The fault of an answer, or null when it is a proper one.</summary>
    public static ServiceFault? Of(ServiceReply reply, Complaint? complaint)
    {
        if (reply.Request.ExpectedStatuses.Contains(reply.Status) && complaint is null)
        {
            return null;
        }

        if (reply.Kind == BodyKind.Html && !reply.Request.HtmlExpected)
        {
            return Page(reply);
        }

        if (complaint is null && reply.IsSuccess)
        {
            return null;
        }

        var status = complaint?.Status ?? reply.Status;
        var kind = complaint?.Kind ?? KindOf(status);
        var words = complaint?.Words is { Length: > 0 } said ? said : $"HTTP {status} without words";
        return reply.Fault(kind, words) with { Status = status, RetryAfter = complaint?.RetryAfter ?? reply.RetryAfter };
    }

    /// <summary>The fault of a call that brought no answer.</summary>
    public static ServiceFault Of(string service, ServiceRequest request, Exception failure, bool timedOut)
    {
        var kind = timedOut ? FaultKind.Timeout : FaultKind.NetworkError;
        var words = timedOut ? "no answer in time" : Words.Of(Innermost(failure).Message);
        var mayHaveHappened = request.Nature == CallNature.Effect && !NeverSent(failure, timedOut);
        return new ServiceFault(service, request.Operation, kind, words, mayHaveHappened);
    }

    public static FaultKind KindOf(int status) => status switch
    {
        (int)HttpStatusCode.TooManyRequests => FaultKind.RateLimit,
        (int)HttpStatusCode.RequestTimeout => FaultKind.Timeout,
        (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden => FaultKind.Authentication,
        (int)HttpStatusCode.NotFound or (int)HttpStatusCode.Gone => FaultKind.NotFound,
        (int)HttpStatusCode.Conflict => FaultKind.Duplicate,
        >= 500 => FaultKind.ServerError,
        >= 400 => FaultKind.Validation,
        _ => FaultKind.Unreadable,
    };

    /// <summary>A duplicate too is a reason to look: what was asked for exists already.</summary>
    public static bool IsAmbiguous(FaultKind kind, CallNature nature) => nature == CallNature.Effect && kind is
        FaultKind.Timeout or FaultKind.ServerError or FaultKind.NetworkError or FaultKind.Unreadable or FaultKind.Duplicate;

    /// <summary>A page where data was due: the firewall's block page, a login wall or a notice of maintenance. Where it was
    /// written, before or after the work, cannot be told.</summary>
    private static ServiceFault Page(ServiceReply reply)
    {
        var kind = reply.IsSuccess ? FaultKind.Unreadable : KindOf(reply.Status);
        return reply.Fault(kind, "a web page instead of an answer: " + reply.Text());
    }

    /// <summary>True when not one byte of the request can have left: no name, no connection, no TLS.</summary>
    private static bool NeverSent(Exception failure, bool timedOut) => !timedOut && failure switch
    {
        HttpRequestException http => http.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,

        // The handler's own connect time-out; the attempt's time-out is told apart by the caller.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
