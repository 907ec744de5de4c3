using System.Text.Json.Serialization;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Cerniq.Functions.Api;

/// <summary>An answer that says what is wrong, as RFC 9457 has it. Return it from a function.</summary>
/// <param name="Kind">What sort of problem, such as <c>not-found</c>; part of its <c>type</c>.</param>
/// <param name="Detail">What is wrong this time and what to do; never an internal or a secret.</param>
public sealed partial record Problem(int Status, string Kind, string Title, string Detail) : IStatusCodeActionResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    int? IStatusCodeActionResult.StatusCode => Status;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        if (RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "ApiKey realm=\"cerniq\"";
        }

        await http.Response.Body.WriteAsync(CerniqJson.Write(Render(http)), http.RequestAborted);
    }

    private Body Render(HttpContext http)
    {
        var saysSuccess = RequestFacts.SaysSuccess(http);
        return new Body(
            $"urn:cerniq:problem:{Kind}",
            Title,
            Status,
            Detail,
            http.Request.Path,
            RequestFacts.CorrelationId(http),
            Errors,
            saysSuccess ? false : null,
            saysSuccess ? Detail : null);
    }

    private sealed record Body(
        [property: JsonPropertyOrder(0)] string Type,
        string Title,
        int Status,
        string Detail,
        string? Instance,
        string CorrelationId,
        IReadOnlyDictionary<string, string[]>? Errors,
        bool? Success,
        string? Message);
}
