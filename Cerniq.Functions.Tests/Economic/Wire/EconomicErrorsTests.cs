using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Economic.Wire;

public sealed class EconomicErrorsTests
{
    private const string Barred =
        """{"message":"Validation failed. 1 error found.","errorCode":"E04300","developerHint":"Inspect validation errors and correct your request.","logId":"a32fb78ed83c0ccb-DUB","httpStatusCode":400,"errors":[{"arrayIndex":0,"entries":{"errors":[],"items":[{"arrayIndex":0,"date":{"errors":[{"propertyName":"Date","errorMessage":"Perioden er spærret.","errorCode":"E04041","inputValue":{"voucherAccountingYear":"2026/2027","entryDate":"2026-08-30"},"developerHint":"You cannot create an entry with a date that is barred in the accounting year."}]}}]}}],"logTime":"2026-08-30T02:35:42","errorCount":1}""";

    private const string Account =
        """{"message":"Validation failed. 2 errors found.","errorCode":"E04300","developerHint":"Inspect validation errors and correct your request.","logId":"a337f172db207e9c-DUB","httpStatusCode":400,"errors":[{"arrayIndex":0,"account":{"errors":[{"propertyName":"account","errorMessage":"Account(s) is not found or barred.","errorCode":"E04041","inputValue":"3562","developerHint":"You must provide an accessible account."}]},"entries":{"errors":[],"items":[{"arrayIndex":0,"account":{"errors":[{"propertyName":"Account","errorMessage":"Account '3562' not found.","errorCode":"E07150","inputValue":3562,"developerHint":"Find a list of accounts at https://restapi.e-conomic.com/accounts ."}]}}]}}],"logTime":"2026-08-31T02:33:19","errorCount":2}""";

    private const string Documented =
        """{"message":"Validation error.","developerHint":"x","logId":"u","httpStatusCode":400,"errors":{"currency":{"errors":[{"errorCode":"E06000","message":"currency does not exist.","value":"ZUL","developerHint":"y"}]}},"logTime":"2015-03-12T16:44:56"}""";

    [Fact]
    public async Task Reads_a_barred_period()
    {
        var refused = await RefusedAsync(Barred);

        var error = EconomicErrors.Of(refused).ShouldHaveSingleItem();
        error.IsBarredPeriod.ShouldBeTrue();
        error.Hint.ShouldBe("You cannot create an entry with a date that is barred in the accounting year.");
        refused.Fault.Kind.ShouldBe(FaultKind.Validation);
        refused.Fault.Words.ShouldBe("Validation failed. 1 error found. Date: Perioden er spærret. [E04041]");
    }

    [Fact]
    public async Task Tells_a_missing_account_from_a_barred_period_of_the_same_code()
    {
        var errors = EconomicErrors.Of(await RefusedAsync(Account));

        errors.Select(error => (error.Property, error.Code, error.IsBarredPeriod)).ShouldBe(
            [("account", "E04041", false), ("Account", "E07150", false)]);
    }

    [Fact]
    public async Task Reads_the_documented_shape() =>
        EconomicErrors.Of(await RefusedAsync(Documented)).ShouldBe([new EconomicError("currency", "E06000", "currency does not exist.", "y")]);

    [Theory]
    [InlineData("""{"message":"Role missing"}""", "Role missing")]
    [InlineData("not json", "not json")]
    [InlineData("", "HTTP 400 without words")]
    public async Task Keeps_the_words_of_an_error_without_a_tree(string body, string words)
    {
        var refused = await RefusedAsync(body);

        refused.Fault.Words.ShouldBe(words);
        EconomicErrors.Of(refused).ShouldBeEmpty();
    }

    private static async Task<ServiceRefusedException> RefusedAsync(string body)
    {
        var stub = new StubService().Then(body, 400);
        var client = new EconomicClients(stub.Callers()).For(
            "demo", new EconomicConnection(new Uri("https://restapi.e-conomic.com/"), "app", "grant", 1, 1010, "U25", 2));
        return await Should.ThrowAsync<ServiceRefusedException>(
            () => client.CreateVoucherAsync(1, EconomicClientTests.Invoice(), "k", CancellationToken.None));
    }
}
