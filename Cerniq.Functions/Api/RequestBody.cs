using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>Reads a request's bytes, up to what we take.</summary>
public static class RequestBody
{
    /// <summary>5 MB.</summary>
    public const int Limit = 5 * 1024 * 1024;

    /// <returns>The bytes, or the 413 to answer with.</returns>
    public static async Task<Body<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            return Problem.PayloadTooLarge(Limit);
        }

        return request.ContentLength is { } length
            ? await ReadWholeAsync(request, (int)length, cancellationToken)
            : await ReadToEndAsync(request, cancellationToken);
    }

    /// <summary>The length is known: the server sees to it that no more comes.</summary>
    private static async Task<Body<ReadOnlyMemory<byte>>> ReadWholeAsync(HttpRequest request, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        var read = await request.Body.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken);
        return new Body<ReadOnlyMemory<byte>>(bytes.AsMemory(0, read), null);
    }

    private static async Task<Body<ReadOnlyMemory<byte>>> ReadToEndAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if (bytes.Length + count > Limit)
                {
                    return Problem.PayloadTooLarge(Limit);
                }

                bytes.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new Body<ReadOnlyMemory<byte>>(bytes.ToArray(), null);
    }
}

/// <summary>What a request's body said, or the problem to answer with.</summary>
public readonly struct Body<T>
{
    private readonly T? _value;

    internal Body(T? value, Problem? problem)
    {
        _value = value;
        Problem = problem;
    }

    /// <summary>Null when the body was read.</summary>
    public Problem? Problem { get; }

    /// <exception cref="InvalidOperationException">There is a <see cref="Problem"/> instead.</exception>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException("The body was not read.");

    public static implicit operator Body<T>(Problem problem) => new(default, problem);
}
