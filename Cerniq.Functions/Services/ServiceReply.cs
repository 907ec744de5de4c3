using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cerniq.Functions.Services;

/// <summary>What a service answered, read to its end.</summary>
public sealed record ServiceReply(string Service, ServiceRequest Request, int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>The service's clock when it answered, if it said so.</summary>
    public DateTimeOffset? Date { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What the body is, judged by its first bytes: services are careless with content types.</summary>
    public BodyKind Kind { get; } = BodySniffer.KindOf(Body.Span);

    public string Text() => BodySniffer.Text(Body.Span);

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="ServiceUnavailableException">The body is something else; what was asked for may have happened.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(BodySniffer.WithoutMark(Body.Span), type) ?? throw Unreadable("an empty answer");
        }
        catch (JsonException notThat)
        {
            throw Unreadable($"an answer that is not the expected JSON (at {notThat.Path ?? "$"})", notThat);
        }
    }

    /// <summary>The fault of an answer that came but cannot be understood.</summary>
    public ServiceException Unreadable(string what, Exception? inner = null) =>
        ServiceException.For(Fault(FaultKind.Unreadable, what), inner);

    /// <summary>A fault about this answer. Only a refusal that leaves no doubt is unambiguous.</summary>
    public ServiceFault Fault(FaultKind kind, string words) =>
        new(Service, Request.Operation, kind, Words.Of(words), Faults.IsAmbiguous(kind, Request.Nature), Status, RetryAfter);
}

public enum BodyKind
{
    Empty,
    Json,
    Xml,
    Html,
    Pdf,
    Zip,
    Other,
}

internal static class BodySniffer
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith(Mark) ? body[Mark.Length..] : body;

    public static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(WithoutMark(body));

    public static BodyKind KindOf(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("PK"u8))
        {
            return BodyKind.Zip;
        }

        if (body.StartsWith("%PDF"u8))
        {
            return BodyKind.Pdf;
        }

        var text = WithoutMark(body).TrimStart(" \t\r\n"u8);
        return text switch
        {
            [] => BodyKind.Empty,
            [(byte)'{' or (byte)'[', ..] => BodyKind.Json,
            [(byte)'<', ..] => IsHtml(text) ? BodyKind.Html : BodyKind.Xml,
            _ => BodyKind.Other,
        };
    }

    private static bool IsHtml(ReadOnlySpan<byte> text)
    {
        var head = Encoding.ASCII.GetString(text[..Math.Min(text.Length, 512)]);
        return head.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<body", StringComparison.OrdinalIgnoreCase);
    }
}
