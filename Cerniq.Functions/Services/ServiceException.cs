namespace Cerniq.Functions.Services;

/// <summary>An outside service gave no result; <see cref="Fault"/> says why, in the service's own words.</summary>
public abstract class ServiceException(ServiceFault fault, Exception? inner = null)
    : Exception($"{fault.Service} {fault.Operation}: {fault.Kind}: {fault.Words}", inner)
{
    public ServiceFault Fault { get; } = fault;

    /// <summary>The whole answer, for the client that must read more of it than its words.</summary>
    internal ServiceReply? Reply { get; private init; }

    /// <summary>The exception that fits the fault: <see cref="ServiceUnavailableException"/> when waiting may help,
    /// otherwise <see cref="ServiceRefusedException"/>.</summary>
    public static ServiceException For(ServiceFault fault, Exception? inner = null) => For(fault, inner, reply: null);

    internal static ServiceException For(ServiceFault fault, Exception? inner, ServiceReply? reply) => fault.Kind switch
    {
        FaultKind.RateLimit => new ServiceLimitedException(fault, inner) { Reply = reply },
        FaultKind.Timeout or FaultKind.ServerError or FaultKind.NetworkError or FaultKind.Unreadable =>
            new ServiceUnavailableException(fault, inner) { Reply = reply },
        _ => new ServiceRefusedException(fault, inner) { Reply = reply },
    };
}

/// <summary>The service could not answer now: time-out, outage, limit. Trying later may help.</summary>
public class ServiceUnavailableException(ServiceFault fault, Exception? inner = null) : ServiceException(fault, inner);

/// <summary>The service takes no more calls for now, or would not if it were called. Waiting helps for certain, so it is no reason
/// to count an attempt or to call a person.</summary>
public sealed class ServiceLimitedException(ServiceFault fault, Exception? inner = null) : ServiceUnavailableException(fault, inner);

/// <summary>The service understood and refused. The same request will be refused again.</summary>
public sealed class ServiceRefusedException(ServiceFault fault, Exception? inner = null) : ServiceException(fault, inner);
