using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Cerniq.Functions.Api;

/// <summary>An answer in JSON, written as all our records are (<see cref="CerniqJson"/>).</summary>
public sealed record Answer<T>(int Status, T Value) : IStatusCodeActionResult
{
    int? IStatusCodeActionResult.StatusCode => Status;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(CerniqJson.Write(Value), context.HttpContext.RequestAborted);
    }
}

public static class Answer
{
    public static Answer<T> Ok<T>(T value) => new(StatusCodes.Status200OK, value);

    public static Answer<T> Created<T>(T value) => new(StatusCodes.Status201Created, value);

    public static Answer<T> Accepted<T>(T value) => new(StatusCodes.Status202Accepted, value);

    /// <summary>302 to a link such as a signed one; relative links stay as they are.</summary>
    public static IActionResult Redirect(Uri link) => new RedirectResult(link.OriginalString, permanent: false);
}
