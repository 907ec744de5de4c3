using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Mail;

/// <summary>A letter about an alert that is to be sent. Written in one batch with the alert, so that none is lost and none is
/// sent of an alert that is not there.</summary>
/// <param name="DueAt">Not before this.</param>
internal sealed record MailJob(Alert Alert, DateTimeOffset DueAt, int Failures = 0)
{
    public static string Prefix => RowKey.Prefix("mail");

    /// <summary>Before this row are those due at or before an instant.</summary>
    public static string DueBy(DateTimeOffset at) => RowKey.Of("mail", RowKey.Ascending(at)) + '~';

    /// <summary>One letter each time an alert opens.</summary>
    public string EffectKey => $"mail/alert/{Alert.Id}/{Alert.RaisedAt.UtcTicks}";

    public string Row => RowKey.Of("mail", RowKey.Ascending(DueAt), Alert.Id);
}
