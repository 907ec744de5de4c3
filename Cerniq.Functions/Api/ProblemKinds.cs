using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>The problems there are.</summary>
public sealed partial record Problem
{
    public static Problem BadRequest(string detail) =>
        new(StatusCodes.Status400BadRequest, "bad-request", "The request cannot be understood", detail);

    /// <param name="errors">What is wrong, by field; the field's path as the caller wrote it.</param>
    public static Problem BadRequest(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, "invalid-fields", "Some fields are not valid", Summary(errors)) { Errors = errors };

    public static Problem BadField(string field, string error) =>
        BadRequest(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    public static Problem Unauthorized() => new(
        StatusCodes.Status401Unauthorized,
        "unauthorized",
        "No valid credential",
        "Send a tenant's key as x-api-key, or the admin key as x-functions-key.");

    /// <summary>The same for what is absent and for what is another tenant's.</summary>
    public static Problem NotFound() =>
        new(StatusCodes.Status404NotFound, "not-found", "Not found", "There is no such thing here.");

    /// <param name="state">The state it is in, such as <c>PROFORMA_SENT</c>.</param>
    /// <param name="allowed">What can be done or must be so, such as <c>accept or reject</c>.</param>
    public static Problem Conflict(string what, string state, string allowed) => new(
        StatusCodes.Status409Conflict, "wrong-state", "Not possible in this state", $"{what} is {state}; {allowed}.");

    public static Problem Conflict(string detail) =>
        new(StatusCodes.Status409Conflict, "conflict", "It conflicts with what is there", detail);

    public static Problem Gone(string detail) => new(StatusCodes.Status410Gone, "gone", "No longer available", detail);

    public static Problem Forbidden(string detail) =>
        new(StatusCodes.Status403Forbidden, "forbidden", "Not allowed", detail);

    public static Problem PayloadTooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large", $"A body may have at most {limit} bytes.");

    /// <param name="wanted">The content types that are taken, in words.</param>
    public static Problem UnsupportedMediaType(string wanted) => new(
        StatusCodes.Status415UnsupportedMediaType, "content-type", "The content type is not taken", $"Send the body as {wanted}.");

    public static Problem Unavailable(string detail, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "unavailable", "Not available now", detail) { RetryAfter = retryAfter };

    public static Problem BadGateway(string detail) =>
        new(StatusCodes.Status502BadGateway, "refused-by-service", "An outside service refused", detail);

    public static Problem Unexpected() => new(
        StatusCodes.Status500InternalServerError,
        "unexpected",
        "Something went wrong here",
        "The fault has been recorded under the correlation id.");

    private static string Summary(IReadOnlyDictionary<string, string[]> errors)
    {
        var (field, words) = errors.First();
        var first = words.Length == 0 ? "not valid" : words[0];
        return errors.Count == 1 ? $"{field}: {first}" : $"{field}: {first} (and {errors.Count - 1} more)";
    }
}
