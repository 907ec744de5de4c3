using System.CommandLine;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> Profile()
    {
        var option = new Option<string>("--profile")
        {
            Description = "ro109: what ANAF applies (EN 16931 1.3.8 with CIUS-RO). en1316: EN 16931 1.3.16 alone.",
            DefaultValueFactory = _ => "ro109",
        };
        option.AcceptOnlyFromAmong("ro109", "en1316");
        return option;
    }

    public static ValidationProfile ProfileOf(string? text) => text == "en1316" ? ValidationProfile.En1316 : ValidationProfile.Ro109;

    public static Option<string> Language()
    {
        var option = new Option<string>("--lang") { Description = "Language of the messages.", DefaultValueFactory = _ => "en" };
        option.AcceptOnlyFromAmong("en", "ro");
        return option;
    }
}
