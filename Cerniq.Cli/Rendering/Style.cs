namespace Cerniq.Cli.Rendering;

/// <summary>Colours for plain lines of text: escape codes on a terminal, nothing elsewhere.</summary>
internal sealed class Style(TextWriter output)
{
    private readonly bool _colours = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public string Red(string text) => In("31", text);

    public string Green(string text) => In("32", text);

    public string Yellow(string text) => In("33", text);

    public string Bold(string text) => In("1", text);

    private string In(string code, string text) => _colours ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
