using System.Text.RegularExpressions;
using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Anaf;

namespace Cerniq.Functions.Clients;

/// <summary>What a client's data must be before a document may name it. Pure: the registry's answer is handed in.</summary>
public static partial class ClientRules
{
    /// <summary>Checks the data, against the registry's answer where there is one.</summary>
    /// <param name="anaf">What the registry says; null when it was not asked or could not answer.</param>
    /// <param name="askedAndUnknown">True when the registry was asked and knows no such code.</param>
    public static (ClientChecks Checks, IReadOnlyList<ClientFix> Fixes) Check(ClientData client, RegistryAnswer? anaf, bool askedAndUnknown)
    {
        var fixes = new List<ClientFix>();
        var checks = CheckCui(client, askedAndUnknown, fixes);
        checks = anaf is null ? checks : CheckRegistry(checks, client, anaf, fixes);
        checks = CheckAddress(checks, client, fixes);
        checks = CheckContact(checks, client, fixes);
        return (checks, fixes);
    }

    private static ClientChecks CheckCui(ClientData client, bool askedAndUnknown, List<ClientFix> fixes)
    {
        if (!IsRomanian(client))
        {
            return new ClientChecks();
        }

        if (!Cui.IsValid(client.Cui))
        {
            const string message = "Invalid CUI";
            fixes.Add(new ClientFix(
                "cui", message, ClientErrorCode.InvalidCui, "2 to 10 digits with a valid check digit, optionally prefixed with RO"));
            return new ClientChecks { CuiValid = false, CuiMessage = message };
        }

        if (askedAndUnknown)
        {
            var message = $"CUI {client.Cui} not found in ANAF records";
            fixes.Add(new ClientFix("cui", message, ClientErrorCode.CuiNotFoundAnaf, "Check the number with the client"));
            return new ClientChecks { CuiValid = false, CuiMessage = message };
        }

        return new ClientChecks();
    }

    private static ClientChecks CheckRegistry(ClientChecks checks, ClientData client, RegistryAnswer anaf, List<ClientFix> fixes)
    {
        if (anaf.Inactive)
        {
            fixes.Add(new ClientFix("cui", "The company is inactive at ANAF", ClientErrorCode.CompanyInactive, "Ask the client about its status"));
        }

        var nameMatches = CompanyName.Matches(client.CompanyName, anaf.Data.Denumire);
        if (!nameMatches)
        {
            fixes.Add(new ClientFix(
                "companyName",
                "Company name does not match ANAF records",
                ClientErrorCode.CompanyNameMismatch,
                $"Use ANAF registered name: {anaf.Data.Denumire}"));
        }

        var vatMatches = client.IsVatPayer == anaf.Data.ScpTVA;
        if (!vatMatches)
        {
            fixes.Add(new ClientFix(
                "isVatPayer",
                $"VAT status mismatch: client says {Json(client.IsVatPayer)}, ANAF says {Json(anaf.Data.ScpTVA)}",
                ClientErrorCode.VatStatusMismatch,
                $"Set isVatPayer to {Json(anaf.Data.ScpTVA)}"));
        }

        return checks with
        {
            CompanyNameMatch = nameMatches,
            CompanyNameOblio = nameMatches ? null : client.CompanyName,
            CompanyNameAnaf = nameMatches ? null : anaf.Data.Denumire,
            VatStatusMatch = vatMatches,
            VatStatusOblio = vatMatches ? null : client.IsVatPayer,
            VatStatusAnaf = vatMatches ? null : anaf.Data.ScpTVA,
        };
    }

    private static ClientChecks CheckAddress(ClientChecks checks, ClientData client, List<ClientFix> fixes)
    {
        var issues = new List<string>();
        Require(issues, client.Address, 5, "Address is required and must be at least 5 characters");
        Require(issues, client.City, 2, "City is required");
        if (IsRomanian(client))
        {
            Require(issues, client.County, 2, "County is required");
        }

        if (issues.Count == 0)
        {
            return checks;
        }

        fixes.Add(new ClientFix(
            "address", "Address information incomplete", ClientErrorCode.IncompleteAddress, string.Join("; ", issues)));
        return checks with { AddressComplete = false, AddressIssues = issues };
    }

    private static ClientChecks CheckContact(ClientChecks checks, ClientData client, List<ClientFix> fixes)
    {
        var issues = new List<string>();
        if (string.IsNullOrWhiteSpace(client.Email))
        {
            issues.Add("Email is required for invoice delivery");
        }
        else if (!Email().IsMatch(client.Email))
        {
            issues.Add("Invalid email format");
        }

        if (issues.Count > 0)
        {
            fixes.Add(new ClientFix(
                "email", "Contact information incomplete or invalid", ClientErrorCode.InvalidEmail, string.Join("; ", issues)));
        }

        if (client.BankAccount is { Length: > 0 } iban && !Iban.TryParse(iban, out _))
        {
            issues.Add("Invalid IBAN");
            fixes.Add(new ClientFix(
                "bankAccount", "Invalid IBAN", ClientErrorCode.InvalidBankAccount, "Correct the account or leave it out"));
        }

        return issues.Count == 0 ? checks : checks with { ContactComplete = false, ContactIssues = issues };
    }

    /// <summary>Romania, Romania's name or code, or nothing said.</summary>
    public static bool IsRomanian(ClientData client) =>
        string.IsNullOrWhiteSpace(client.Country) || Romania().IsMatch(client.Country.Trim());

    private static void Require(List<string> issues, string? value, int atLeast, string issue)
    {
        if (value is null || value.Trim().Length < atLeast)
        {
            issues.Add(issue);
        }
    }

    private static string Json(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+\.[^\s@]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex("^(ro|rou|rom[aâ]nia)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Romania();
}

/// <param name="Inactive">Declared inactive by ANAF: no valid invoice can name it without risk.</param>
public sealed record RegistryAnswer(AnafData Data, bool Inactive);
