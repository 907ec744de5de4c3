namespace Cerniq.EInvoicing.Validation;

/// <summary>How much a broken rule weighs. A document with a <see cref="Fatal"/> or <see cref="Error"/> is not accepted.</summary>
public enum Severity
{
    /// <summary>ANAF refuses the document.</summary>
    Fatal,

    /// <summary>The document breaks a rule that its profile calls an error.</summary>
    Error,

    /// <summary>The document is accepted, but a receiver may ignore or misread a part of it.</summary>
    Warning,
}
