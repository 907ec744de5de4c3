using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cerniq.Functions.Api;

/// <summary>How every list route answers: <c>?limit=&amp;continuation=</c> and what it can be narrowed by go in, <c>{items, continuation?}</c>
/// comes out, and what is wrong with the query is a 400. A page goes on where the one before ended, by key and never by counting.</summary>
public static class Listing
{
    /// <summary>A list whose stored rows are shown as they are.</summary>
    public static Task<IActionResult> PageAsync<T>(HttpRequest request, Func<Paging, Task<TablePage>> read) =>
        AnswerAsync(request, async paging => Page<T>.From(await read(paging)));

    /// <summary>A list of records.</summary>
    public static Task<IActionResult> PageAsync<T>(
        HttpRequest request, Func<Paging, Task<(IReadOnlyList<T> Items, string? Continuation)>> read) =>
        AnswerAsync(request, async paging => PageOf(await read(paging)));

    /// <summary>A list of records of one state, or of the state that <paramref name="otherwise"/> names when none is asked for.</summary>
    /// <param name="name">Of the query's parameter, such as <c>status</c>.</param>
    public static Task<IActionResult> PageAsync<T, TState>(
        HttpRequest request,
        string name,
        Func<Paging, TState?, Task<(IReadOnlyList<T> Items, string? Continuation)>> read,
        TState? otherwise = null)
        where TState : struct, Enum
    {
        var state = Choice.Read<TState>(request, name);
        return state.Problem is { } problem
            ? Task.FromResult<IActionResult>(problem)
            : PageAsync(request, paging => read(paging, state.Value ?? otherwise));
    }

    /// <summary>A list whose answer has a shape of its own.</summary>
    public static async Task<IActionResult> AnswerAsync(HttpRequest request, Func<Paging, Task<IActionResult>> answer)
    {
        var paging = Paging.Read(request);
        return paging.Problem is { } problem ? problem : await answer(paging.Value);
    }

    private static Task<IActionResult> AnswerAsync<T>(HttpRequest request, Func<Paging, Task<Page<T>>> page) =>
        AnswerAsync(request, async paging => (IActionResult)Answer.Ok(await page(paging)));

    private static Page<T> PageOf<T>((IReadOnlyList<T> Items, string? Continuation) page) => new(page.Items, Paging.Encode(page.Continuation));
}
