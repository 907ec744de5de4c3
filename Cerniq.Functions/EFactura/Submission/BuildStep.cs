using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Simple;
using Cerniq.EInvoicing.Ubl;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Builds the XML, validates it and stores it. Nothing invalid leaves.</summary>
public sealed class BuildStep(EFacturaStore store, EFacturaFiles files, EFacturaAdapters adapters, EFacturaSettlement settlement)
{
    /// <returns>Null when the document is valid and stored; else how the filing ended.</returns>
    [Function(EFacturaSteps.Build)]
    public async Task<EFacturaOutcome?> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        if (entry.Xml is not null || EFacturaOutcome.Of(entry) is not null)
        {
            return EFacturaOutcome.Of(entry);
        }

        var built = await adapters.Of(entry).BuildXmlAsync(entry, cancellationToken);
        if (built.Xml is not { } xml)
        {
            return await settlement.RejectAsync(key, built.Errors, null, [], cancellationToken);
        }

        var stored = await files.KeepAsync(key, "invoice.xml", xml, EFacturaFiles.Xml, cancellationToken);
        await store.UpdateAsync(
            key,
            found => found.Xml is not null ? null : found with { Xml = stored, Channel = built.Channel, Errors = built.Errors },
            cancellationToken);
        return null;
    }

    /// <summary>The company's own address completes a posted invoice that tells it in one line.</summary>
    internal static SimpleOptions? OwnAddress(SettingsSnapshot set)
    {
        try
        {
            var company = CompanyProfile.From(set);
            return new SimpleOptions
            {
                KnownAddresses = new Dictionary<string, PostalAddress>(StringComparer.Ordinal) { [company.Cui] = EFactura.PartyMapping.Seller(company).Address },
            };
        }
        catch (TenantNotConfiguredException)
        {
            // A posted invoice brings its own seller; the company need not be described.
            return null;
        }
    }
}

/// <summary>A document that may be filed, or what keeps it from being filed.</summary>
/// <param name="Xml">Null when it may not be filed.</param>
/// <param name="Errors">What is wrong; warnings only when it may be filed.</param>
public sealed record BuiltDocument(ReadOnlyMemory<byte>? Xml, UploadChannel? Channel, IReadOnlyList<EFacturaError> Errors)
{
    public static BuiltDocument Refused(IReadOnlyList<EFacturaError> errors) => new(null, null, errors);

    /// <summary>Writes and validates a calculated invoice.</summary>
    public static BuiltDocument Of(Invoice invoice)
    {
        if (!UblWriter.TryWrite(invoice, out var xml, out var problems))
        {
            return Refused([.. problems.Select(MappingProblems.Of)]);
        }

        if (xml.Length > AnafClient.LargestUpload)
        {
            return Refused([new EFacturaError("ANAF", "fatal", "/", $"The document has {xml.Length} bytes; ANAF takes {AnafClient.LargestUpload}.", "Make attachments smaller.")]);
        }

        var (isValid, errors) = EFacturaBuilding.Validate(xml);
        return isValid ? new BuiltDocument(xml, EFacturaBuilding.ChannelOf(invoice), errors) : Refused(errors);
    }
}
