namespace Cerniq.Functions.Mail;

/// <summary>A letter in plain text.</summary>
/// <param name="MessageId">Without angle brackets; the same whenever the same letter is sent again, so that mailboxes show it once.</param>
/// <param name="To">May be empty when it is only kept.</param>
/// <param name="Attachment">Goes out with it; a letter that is only kept has none.</param>
internal sealed record MailLetter(
    string MessageId,
    string From,
    IReadOnlyList<string> To,
    string Subject,
    string Body,
    DateTimeOffset Date,
    string Language,
    MailAttachment? Attachment = null)
{
    /// <summary>The text as it may stand in a subject.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}

internal sealed record MailAttachment(string Name, string MediaType, byte[] Content);
