using Cerniq.Functions.Clients;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio;

/// <summary>Writes a deal as a document for Oblio.</summary>
public sealed class DealDocument(OblioNames names, TenantSettings settings, TimeProvider clock)
{
    /// <summary>The deal's proforma.</summary>
    public async Task<(OblioDocument Document, DealTotals Totals)> ProformaAsync(Negotiation deal, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(deal.Tenant, cancellationToken);
        var details = deal.Request.Details ?? new DealDetails();
        var issueDate = details.IssueDate ?? RomanianTime.Today(clock);
        var totals = DealTotals.Of(deal.Request.Items ?? [], details.DeliveryDate ?? issueDate);
        var common = Common(deal, details, issueDate, set);
        var document = common with
        {
            // A letter of ours goes out with the PDF; without one Oblio sends the proforma.
            SendEmail = common.SendEmail == true || (deal.Request.Options is { SendEmail: true, GeneratePdf: false } && !string.IsNullOrWhiteSpace(deal.Client.Email)),
            SeriesName = details.SeriesName ?? set.Get(SettingsCatalogue.ProformaSeries)
                ?? await names.DefaultSeriesAsync(deal.Tenant, OblioDocumentType.Proforma, cancellationToken),
            Client = Client(deal),
            Products = await LinesAsync(deal.Tenant, totals, cancellationToken),
        };
        return (document, totals);
    }

    /// <summary>The invoice that the deal's proforma becomes: Oblio copies client and lines from it.</summary>
    public async Task<OblioDocument> InvoiceAsync(Negotiation deal, ProformaRecord proforma, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(deal.Tenant, cancellationToken);
        var details = deal.Request.Details ?? new DealDetails();
        return Common(deal, details, RomanianTime.Today(clock), set) with
        {
            SeriesName = set.Get(SettingsCatalogue.InvoiceSeries)
                ?? await names.DefaultSeriesAsync(deal.Tenant, OblioDocumentType.Invoice, cancellationToken),
            DeliveryDate = details.DeliveryDate,
            ReferenceDocument = new OblioReference
            {
                Type = OblioDocumentType.Proforma.Name(),
                SeriesName = proforma.SeriesName,
                Number = proforma.NumberText,
            },
        };
    }

    /// <summary>The lines as Oblio takes them, each discount after the line it belongs to.</summary>
    public async Task<List<OblioLine>> LinesAsync(string tenant, DealTotals totals, CancellationToken cancellationToken)
    {
        var lines = new List<OblioLine>();
        foreach (var line in totals.Lines)
        {
            lines.Add(new OblioLine
            {
                Name = line.Name,
                Code = line.Sku,
                Description = line.Description,
                Price = line.UnitPrice,
                MeasuringUnit = line.Unit,
                VatName = await names.VatNameAsync(tenant, line.VatRate, cancellationToken),
                VatPercentage = line.VatRate,
                VatIncluded = false,
                Quantity = line.Quantity,
                ProductType = "Serviciu",
                Save = false,
            });
            if (line.Discount > 0)
            {
                lines.Add(new OblioLine
                {
                    Name = $"Discount {line.Discount:0.##}%",
                    DiscountType = "procentual",
                    Discount = line.Discount,
                    DiscountAllAbove = false,
                });
            }
        }

        return lines;
    }

    private static OblioDocument Common(Negotiation deal, DealDetails details, DateOnly issueDate, SettingsSnapshot set) => new()
    {
        IssueDate = issueDate,
        DueDate = details.DueDate is { } due && due >= issueDate ? due : issueDate.AddDays(set.Get(SettingsCatalogue.PaymentTermDays)),
        Language = deal.Request.Options?.Language.ToUpperInvariant() ?? "RO",
        Precision = 2,
        Currency = details.Currency,
        ExchangeRate = details.ExchangeRate,
        Mentions = Mentions(details),
        InternalNote = details.Notes,
        OrderNumber = details.Reference,
        SendEmail = deal.Request.Options is not { SendEmail: false } && !string.IsNullOrWhiteSpace(deal.Client.Email) && !HasOwnLetter(deal, set),
        UseStock = false,
    };

    private static bool HasOwnLetter(Negotiation deal, SettingsSnapshot set) =>
        OwnLetter.IsWanted(set, deal.Request.Options?.EmailSubject, deal.Request.Options?.EmailBody);

    /// <summary>Oblio's documents have no field for the place of delivery in one line, so it is printed with the mentions.</summary>
    private static string? Mentions(DealDetails details) => string.IsNullOrWhiteSpace(details.DeliveryAddress) ? details.Mentions
        : string.Join('\n', new[] { details.Mentions, $"Adresa de livrare: {details.DeliveryAddress}" }.Where(line => !string.IsNullOrWhiteSpace(line)));

    /// <summary>Oblio writes a client down with its document: an unknown one, or one that has changed, where the deal allows it.</summary>
    private static bool IsToBeStored(Negotiation deal) => deal.Validation is { } validation
        ? validation.Action is ClientAction.CreatedNew or ClientAction.UpdatedExisting
        : deal.Request.Options is not { CreateIfNotExists: false };

    private static OblioParty Client(Negotiation deal)
    {
        var client = deal.Client;
        return new OblioParty
        {
            Cif = client.Cui,
            Name = client.CompanyName,
            Rc = client.RegistrationNumber,
            Address = client.Address,
            State = client.County,
            City = client.City,
            Country = ClientRules.IsRomanian(client) ? "Romania" : client.Country,
            Iban = client.BankAccount,
            Bank = client.BankName,
            Email = client.Email,
            Phone = client.Phone,
            VatPayer = client.IsVatPayer,
            Save = IsToBeStored(deal),
        };
    }
}
