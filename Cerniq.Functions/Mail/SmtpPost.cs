using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Mail;

/// <summary>How to reach a tenant's mail server.</summary>
/// <param name="Tls">STARTTLS before anything else is said.</param>
internal sealed record SmtpConnection(string Host, int Port, bool Tls, string? User, string? Password)
{
    /// <summary>The tenant's mail server; null when it has set none.</summary>
    public static async Task<SmtpConnection?> OfTenantAsync(
        TenantSettings settings, string tenant, SettingsSnapshot set, CancellationToken cancellationToken) =>
        set.Get(SettingsCatalogue.SmtpHost) is { } host
            ? new SmtpConnection(
                host,
                set.Get(SettingsCatalogue.SmtpPort),
                set.Get(SettingsCatalogue.SmtpTls),
                set.Get(SettingsCatalogue.SmtpUser),
                await settings.SecretAsync(tenant, SettingsCatalogue.SmtpPassword, cancellationToken))
            : null;
}

/// <summary>Hands letters to a mail server.</summary>
internal static class SmtpPost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="SmtpException">The server did not take it.</exception>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public static async Task SendAsync(SmtpConnection server, MailLetter letter, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Tls };
        if (server.User is { } user)
        {
            client.Credentials = new NetworkCredential(user, server.Password);
        }

        using var message = Message(letter);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The mail server did not answer in {Patience.TotalSeconds} s.", late);
        }
    }

    /// <summary>True for what <see cref="SendAsync"/> throws when the letter did not leave: it may be tried again.</summary>
    public static bool IsNotTaken(Exception failure) =>
        failure is SmtpException or AuthenticationException or TimeoutException or IOException or FormatException;

    private static MailMessage Message(MailLetter letter)
    {
        var message = new MailMessage
        {
            From = new MailAddress(letter.From),
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Body,
            BodyEncoding = Encoding.UTF8,
        };
        foreach (var to in letter.To)
        {
            message.To.Add(to);
        }

        if (letter.Attachment is { } file)
        {
            message.Attachments.Add(new Attachment(new MemoryStream(file.Content), file.Name, file.MediaType));
        }

        message.Headers.Add("Message-ID", $"<{letter.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("Content-Language", letter.Language);
        return message;
    }
}
