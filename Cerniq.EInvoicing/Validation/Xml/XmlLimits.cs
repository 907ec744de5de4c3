namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>Bounds that no real invoice comes near; a document beyond them is refused, not processed.</summary>
internal static class XmlLimits
{
    /// <summary>ANAF takes 5 MB; the validator is a little more generous so that it can say more than "too large".</summary>
    public const int Bytes = 32 * 1024 * 1024;

    public const int Depth = 200;
    public const int AttributesOfAnElement = 64;
    public const int NameBytes = 1024;
}
