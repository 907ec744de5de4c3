using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Puts an invoice or storno on the list of uploads: into the issuer's books, and where it went to a company of the same
/// group into the debtor's. All of them before the first is tried, so that a part is never taken for the whole.</summary>
public sealed class QueueEconomicUploads(
    EconomicUploadStore uploads, InvoiceStore invoices, TenantSettings settings, DebtorBooks debtors, TimeProvider clock)
{
    /// <returns>What there is to upload; nothing where the tenant does not book this in e-conomic.</returns>
    [Function(nameof(QueueEconomicUploads))]
    public async Task<IReadOnlyList<EconomicKey>> Run([ActivityTrigger] EconomicInvoice booked, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(booked.Tenant, cancellationToken);
        var invoice = await invoices.RequireAsync(booked.Tenant, booked.InvoiceId, cancellationToken);
        if (!set.Get(SettingsCatalogue.EconomicEnabled)
            || (invoice.Storno is not null && !set.Get(SettingsCatalogue.EconomicBookStornos)))
        {
            return [];
        }

        List<EconomicKey> queued = [await QueueAsync(booked, EconomicUploadType.Issuer, null, cancellationToken)];
        if (await debtors.OfAsync(set, invoice, cancellationToken) is { } debtor)
        {
            queued.Add(await QueueAsync(booked, EconomicUploadType.Debtor, debtor, cancellationToken));
        }

        return queued;
    }

    private async Task<EconomicKey> QueueAsync(
        EconomicInvoice booked, EconomicUploadType type, string? books, CancellationToken cancellationToken)
    {
        var mapping = new Bookkeeping(await settings.GetAsync(books ?? booked.Tenant, cancellationToken));
        await uploads.QueueAsync(
            booked.Tenant,
            new EconomicUploadRecord
            {
                Uuid = DeterministicId.Of("economic", booked.Tenant, booked.InvoiceId, type.ToString()),
                InvoiceUuid = booked.InvoiceId,
                CompanyUuid = DeterministicId.Of("company", mapping.Tenant),
                UploadType = type,
                Books = books,
                JournalNumber = mapping.JournalNumber,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);
        return new EconomicKey(booked.Tenant, booked.InvoiceId, type);
    }
}

/// <summary>Which invoice or storno is to be booked.</summary>
public sealed record EconomicInvoice(string Tenant, string InvoiceId)
{
    /// <summary>Its orchestration.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string InstanceId => $"economic-{TenantId.InInstanceId(Tenant)}-{InvoiceId}";
}
