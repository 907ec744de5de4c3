namespace Cerniq.Functions.Services;

/// <summary>Why a call to an outside service gave no result.</summary>
/// <param name="Service"><c>oblio</c>, <c>anaf</c>, <c>revolut</c> or <c>economic</c>.</param>
/// <param name="Operation">Method and path without query, such as <c>POST /docs/invoice</c>.</param>
/// <param name="Words">The service's own message, or the transport's; never a secret.</param>
/// <param name="Ambiguous">True when the request may have taken effect all the same (time-out, reset or 5xx after sending, an
/// unreadable success): the service must be asked before anything is sent again.</param>
public sealed record ServiceFault(
    string Service,
    string Operation,
    FaultKind Kind,
    string Words,
    bool Ambiguous,
    int? Status = null,
    TimeSpan? RetryAfter = null);

/// <summary>The classes of section 7.1 of the Oblio document, used for every service.</summary>
public enum FaultKind
{
    RateLimit,
    Timeout,
    ServerError,
    NetworkError,
    Unreadable,
    Authentication,
    Validation,
    NotFound,
    Duplicate,
    FiscalViolation,
}
