using Cerniq.Functions.Services;

namespace Cerniq.Functions.Oblio;

/// <summary>Oblio writes numbers with leading zeros; our records keep the text and the number.</summary>
public static class OblioNumber
{
    /// <exception cref="ServiceRefusedException">Oblio gave something that is no number.</exception>
    public static long Parse(string text) =>
        long.TryParse(text, out var number)
            ? number
            : throw new ServiceRefusedException(
                new ServiceFault("oblio", "number", FaultKind.Unreadable, $"«{text}» is no document number", Ambiguous: false));
}
