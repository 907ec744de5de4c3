namespace Cerniq.EInvoicing.Model;

/// <summary>A note (BG-1). In UBL the subject stands inside the text: <c>#AAI#text</c>.</summary>
/// <param name="Text">BT-22, at most 300 characters with its subject.</param>
/// <param name="SubjectCode">BT-21: UNTDID 4451, three letters.</param>
public sealed record InvoiceNote(string Text, string? SubjectCode = null);
