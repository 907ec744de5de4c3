using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Payments;

public sealed class RevolutTroubleTests : StoreFixture
{
    private readonly Alerts _alerts;
    private readonly RevolutTrouble _trouble;

    public RevolutTroubleTests()
    {
        _alerts = new Alerts(Tables, Clock);
        _trouble = new RevolutTrouble(_alerts, Clock);
    }

    [Fact]
    public async Task A_refused_login_is_told_at_once_and_over_when_it_works_again()
    {
        await NoteAsync(FaultKind.Authentication);
        var told = (await OpenAsync()).ShouldHaveSingleItem();
        told.Kind.ShouldBe("revolut_login_refused");
        told.Detail.ShouldContain("unauthorized_client");

        await _trouble.OverAsync("demo", default);
        (await OpenAsync()).ShouldBeEmpty();
        await NoteAsync(FaultKind.Authentication);
        (await OpenAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_outage_is_told_after_half_an_hour_and_not_each_time()
    {
        await NoteAsync(FaultKind.ServerError);
        Clock.Advance(TimeSpan.FromMinutes(29));
        await NoteAsync(FaultKind.ServerError);
        (await OpenAsync()).ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromMinutes(1));
        await NoteAsync(FaultKind.ServerError);
        await NoteAsync(FaultKind.ServerError);
        (await OpenAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Kind.ShouldBe("revolut_unreachable"), a => a.Occurrences.ShouldBe(1));
    }

    [Fact]
    public async Task Short_troubles_with_answers_between_them_are_no_outage()
    {
        for (var i = 0; i < 10; i++)
        {
            await NoteAsync(FaultKind.NetworkError);
            Clock.Advance(TimeSpan.FromMinutes(10));
            await _trouble.OverAsync("demo", default);
        }

        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_used_up_limit_is_no_trouble()
    {
        for (var i = 0; i < 10; i++)
        {
            await NoteAsync(FaultKind.RateLimit);
            Clock.Advance(TimeSpan.FromMinutes(10));
        }

        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_answer_of_a_new_process_takes_back_what_an_earlier_one_told()
    {
        await NoteAsync(FaultKind.Authentication);
        await new RevolutTrouble(_alerts, Clock).OverAsync("demo", default);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signed_webhook_of_what_Revolut_does_not_know_is_told_and_a_flood_of_them_once()
    {
        for (var i = 0; i < 100; i++)
        {
            await _trouble.StrangeAsync(new TransactionKey("demo", $"T-{i}", "c"), default);
        }

        var told = (await OpenAsync()).ShouldHaveSingleItem();
        told.Title.ShouldContain("T-0");
        told.Occurrences.ShouldBe(1);
    }

    private Task NoteAsync(FaultKind kind) => _trouble.NoteAsync(
        "demo", ServiceException.For(new ServiceFault("revolut", "POST /auth/token", kind, "unauthorized_client: Failed to authorise client", Ambiguous: false)), default);

    private async Task<IReadOnlyList<Alert>> OpenAsync() =>
        [.. (await _alerts.ListAsync("demo", AlertStatus.Open, 100, null, default)).Rows.Select(row => CerniqJson.Read<Alert>(row.Body))];
}
