using System.Globalization;
using System.Text.Json;
using Cerniq.EInvoicing.Simple;

namespace Cerniq.Functions.EFactura;

/// <summary>An invoice as it is posted to <c>/efactura/submit</c>.</summary>
internal static class PostedInvoice
{
    /// <summary>Stands for a rule where a posted invoice cannot be read as one.</summary>
    public const string Rule = "JSON";

    private static readonly string[] CreditNoteTypes = ["credit_note", "credit-note", "381"];

    /// <summary>Builds the document. Everything that is wrong comes back as errors that name the field.</summary>
    public static BuiltDocument Build(JsonElement invoice, SimpleOptions? options = null)
    {
        var result = SimpleInvoiceMapper.Read(JsonSerializer.SerializeToUtf8Bytes(invoice), options);
        return result.Invoice is { } mapped ? BuiltDocument.Of(mapped) : BuiltDocument.Refused([.. result.Problems.Select(Error)]);
    }

    /// <summary>Reads what the queue needs, and says what is missing or of the wrong type.</summary>
    public static PostedHeader Read(JsonElement invoice, Dictionary<string, string[]> errors)
    {
        if (invoice.ValueKind != JsonValueKind.Object)
        {
            errors["invoice"] = ["must be an object with the invoice"];
            return new PostedHeader("", default, null, false);
        }

        RequireObject(invoice, "seller", errors);
        RequireObject(invoice, "buyer", errors);
        RequireLines(invoice, errors);
        return new PostedHeader(
            RequireText(invoice, "invoice_number", errors),
            Date(invoice, "issue_date", isRequired: true, errors) ?? default,
            Date(invoice, "tax_point_date", isRequired: false, errors) ?? Date(invoice, "delivery_date", isRequired: false, errors),
            invoice.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && CreditNoteTypes.Contains(type.GetString()));
    }

    public static EFacturaError Error(SimpleProblem problem) => new(
        Rule, "fatal", problem.Field, problem.MessageEn, $"Correct {problem.Field} and post the invoice again.");

    private static string RequireText(JsonElement invoice, string name, Dictionary<string, string[]> errors)
    {
        if (invoice.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
        {
            return value.GetString()!.Trim();
        }

        errors[$"invoice.{name}"] = ["is required, as text"];
        return "";
    }

    private static DateOnly? Date(JsonElement invoice, string name, bool isRequired, Dictionary<string, string[]> errors)
    {
        if (!invoice.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isRequired)
            {
                errors[$"invoice.{name}"] = ["is required: a date, such as 2026-01-31"];
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1990 and <= 2098)
        {
            return date;
        }

        errors[$"invoice.{name}"] = ["must be a date, such as 2026-01-31"];
        return null;
    }

    private static void RequireObject(JsonElement invoice, string name, Dictionary<string, string[]> errors)
    {
        if (!invoice.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Object)
        {
            errors[$"invoice.{name}"] = ["is required, as an object"];
        }
    }

    private static void RequireLines(JsonElement invoice, Dictionary<string, string[]> errors)
    {
        if (!invoice.TryGetProperty("lines", out var lines) || lines.ValueKind != JsonValueKind.Array || lines.GetArrayLength() == 0)
        {
            errors["invoice.lines"] = ["must be a list with at least one line"];
            return;
        }

        var index = 0;
        foreach (var line in lines.EnumerateArray())
        {
            if (line.ValueKind != JsonValueKind.Object)
            {
                errors[$"invoice.lines[{index}]"] = ["must be an object"];
            }

            index++;
        }
    }
}

/// <summary>What the queue needs to know of a posted invoice.</summary>
/// <param name="TaxPoint">The tax point or the delivery, when given: the last day to file depends on it.</param>
internal sealed record PostedHeader(string Number, DateOnly IssueDate, DateOnly? TaxPoint, bool IsCreditNote);
