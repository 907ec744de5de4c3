namespace Cerniq.Functions.Mail;

/// <summary>A letter in plain text.</summary>
/// <param name="MessageId">Without angle brackets; the same whenever the same letter is sent again, so that mailboxes show it once.</param>
/// <param name="To">May be empty when it is only kept.</param>
internal sealed record MailLetter(
    string MessageId, string From, IReadOnlyList<string> To, string Subject, string Body, DateTimeOffset Date, string Language);
