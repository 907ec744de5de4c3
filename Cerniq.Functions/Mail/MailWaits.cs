namespace Cerniq.Functions.Mail;

/// <summary>How long a letter waits after each time that it could not be sent.</summary>
internal static class MailWaits
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>So many failures are waited for; after another one the letter is not sent by the mail server any more.</summary>
    public static int Count => Waits.Length;

    public static TimeSpan After(int failures) => Waits[Math.Min(failures, Waits.Length - 1)];
}
