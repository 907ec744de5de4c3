using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>How e-conomic says no: a message and a tree of errors.</summary>
internal static class EconomicDialect
{
    public const string AlreadyAttached = "Voucher already has attachment";

    public static ServiceProfile Profile { get; } = new("economic", TimeSpan.FromSeconds(30), Complaint);

    public static Complaint? Complaint(ServiceReply reply)
    {
        if (reply.IsSuccess || reply.Request.ExpectedStatuses.Contains(reply.Status))
        {
            return null;
        }

        if (EconomicErrors.Parse(reply) is not { } body)
        {
            return new Complaint(reply.Kind == BodyKind.Other ? reply.Text() : "");
        }

        var message = EconomicErrors.Text(body, "message") ?? "";
        var errors = EconomicErrors.Of(reply);
        var words = errors.Count == 0 ? message : $"{message} {string.Join("; ", errors)}";
        return new Complaint(words, KindOf(EconomicErrors.Text(body, "errorCode"), message));
    }

    /// <summary>An idempotency key that was used before, and an attachment that is there, say that something happened.</summary>
    private static FaultKind? KindOf(string? code, string message) => code switch
    {
        "PayloadChanged" or "URLChanged" => FaultKind.Duplicate,
        _ when message.Contains("PayloadChanged", StringComparison.Ordinal) || message.Contains("URLChanged", StringComparison.Ordinal) => FaultKind.Duplicate,
        _ when message.Contains(AlreadyAttached, StringComparison.OrdinalIgnoreCase) => FaultKind.Duplicate,
        _ => null,
    };
}
