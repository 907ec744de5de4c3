using System.Text;

namespace Cerniq.Functions.Mail;

/// <summary>Writes a letter as a file that every mail program opens (RFC 5322, 2045, 2047).</summary>
internal static class EmlFile
{
    private const int LineLength = 76;

    /// <summary>An encoded word may have 75 characters; this many bytes leave room for its frame in base64.</summary>
    private const int WordBytes = 42;

    public static byte[] Write(MailLetter letter)
    {
        var text = new StringBuilder();
        Header(text, "Date", letter.Date.ToString("ddd, dd MMM yyyy HH:mm:ss zzz").Remove(29, 1));
        Header(text, "Message-ID", $"<{letter.MessageId}>");
        Header(text, "From", letter.From);
        Header(text, "To", letter.To.Count == 0 ? "undisclosed-recipients:;" : string.Join(",\r\n ", letter.To));
        Header(text, "Subject", Encoded(letter.Subject));
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/plain; charset=utf-8");
        Header(text, "Content-Language", letter.Language);
        Header(text, "Content-Transfer-Encoding", "base64");
        Header(text, "Auto-Submitted", "auto-generated");
        text.Append("\r\n");
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(letter.Body.ReplaceLineEndings("\r\n")));
        for (var at = 0; at < body.Length; at += LineLength)
        {
            text.Append(body.AsSpan(at, Math.Min(LineLength, body.Length - at))).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>As encoded words, none of which breaks a character in two.</summary>
    private static string Encoded(string value)
    {
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var rune in value.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(Rune.IsControl(rune) ? " " : rune.ToString());
            if (word.Count + bytes.Length > WordBytes)
            {
                words.Add(Word(word));
                word.Clear();
            }

            word.AddRange(bytes);
        }

        words.Add(Word(word));
        return string.Join("\r\n ", words);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
