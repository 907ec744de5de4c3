namespace Cerniq.EInvoicing.Model;

/// <summary>A supporting document (BG-24): described, linked or embedded.</summary>
public sealed record SupportingDocument
{
    /// <summary>BT-122, at most 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>BT-123, at most 100.</summary>
    public string? Description { get; init; }

    /// <summary>BT-124, at most 200.</summary>
    public string? Uri { get; init; }

    /// <summary>BT-125.</summary>
    public AttachedFile? File { get; init; }
}

/// <summary>An embedded file (BT-125); equal when name, type and bytes are.</summary>
public sealed record AttachedFile
{
    /// <summary>BT-125-2, at most 200 characters.</summary>
    public required string FileName { get; init; }

    /// <summary>BT-125-1: application/pdf, image/png, image/jpeg, text/csv, the two office sheets.</summary>
    public required string MimeCode { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <inheritdoc/>
    public bool Equals(AttachedFile? other) =>
        other is not null && FileName == other.FileName && MimeCode == other.MimeCode && Content.Span.SequenceEqual(other.Content.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FileName, MimeCode, Content.Length);
}
