namespace Cerniq.EInvoicing.Validation;

/// <summary>A published set of rules.</summary>
public enum ValidationProfile
{
    /// <summary>What ANAF runs: its edition 1.0.9 of EN 16931 (based on 1.3.8) together with CIUS-RO 1.0.1.</summary>
    Ro109,

    /// <summary>EN 16931 for UBL, edition 1.3.16, without any national part.</summary>
    En1316,
}
