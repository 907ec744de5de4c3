namespace Cerniq.Sandbox.Oblio;

/// <summary>A refusal in Oblio's words; nothing was written.</summary>
internal sealed class OblioRefusal(string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;
}
