using Cerniq.Functions.EFactura;
using Cerniq.Functions.Services;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaSubmissionTests
{
    private static readonly ServiceFault Down = new("anaf", "POST upload", FaultKind.NetworkError, "connection refused", Ambiguous: false);
    private static readonly ServiceFault NoRight = new("anaf", "POST upload", FaultKind.Authentication, "Nu aveti drept in SPV pentru CIF=1234", Ambiguous: false);

    [Fact]
    public async Task Files_uploads_asks_and_is_accepted()
    {
        await using var script = new FilingScript { Ask = n => n < 3 ? Pending() : Ok() };

        var outcome = await script.RunAsync();

        outcome.Accepted.ShouldBeTrue();
        outcome.RemoteId.ShouldBe("5001");
        script.Count(EFacturaSteps.Upload).ShouldBe(1);
        script.Times(EFacturaSteps.Ask).ShouldBe([0, 1, 3], tolerance: 0.5);
        script.Count(EFacturaSteps.Sign).ShouldBe(0);
    }

    [Fact]
    public async Task Ends_rejected_with_what_ANAF_found()
    {
        await using var script = new FilingScript
        {
            Ask = _ => new AnafAnswer("5001", AnafAnswerState.Nok, "3002"),
            Collect = (_, request) => new CollectResult(new EFacturaOutcome(EFacturaResult.Rejected, 17, request.Answer.RemoteId, Reason: "[BR-RO-110] county")),
        };

        var outcome = await script.RunAsync();

        outcome.Rejected.ShouldBeTrue();
        outcome.Reason.ShouldBe("[BR-RO-110] county");
    }

    [Fact]
    public async Task Lets_nothing_invalid_leave()
    {
        await using var script = new FilingScript { Invalid = new EFacturaOutcome(EFacturaResult.Rejected, 17, Reason: "[BR-16] no line") };

        (await script.RunAsync()).Rejected.ShouldBeTrue();

        script.Count(EFacturaSteps.Upload).ShouldBe(0);
    }

    [Fact]
    public async Task Does_nothing_that_is_done()
    {
        await using var script = new FilingScript();
        script.Plan = script.Plan with { Settled = new EFacturaOutcome(EFacturaResult.OutOfScope, 17, Reason: "by hand") };

        (await script.RunAsync()).OutOfScope.ShouldBeTrue();

        script.Count(EFacturaSteps.Build).ShouldBe(0);
    }

    [Fact]
    public async Task Goes_on_with_the_answer_when_the_upload_is_on_record()
    {
        await using var script = new FilingScript();
        script.Plan = script.Plan with { SubmittedAt = DateTimeOffset.UnixEpoch };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        script.Count(EFacturaSteps.Upload).ShouldBe(0);
    }

    [Fact]
    public async Task Signs_the_package_when_the_tenant_asks_for_it()
    {
        await using var script = new FilingScript();
        script.Plan = script.Plan with { Sign = true };

        await script.RunAsync();

        script.Count(EFacturaSteps.Sign).ShouldBe(1);
    }

    [Fact]
    public async Task Ends_rejected_when_ANAF_refuses_at_the_door()
    {
        await using var script = new FilingScript { Upload = _ => UploadResult.Refused("Fisierul transmis nu este valid.") };

        var outcome = await script.RunAsync();

        outcome.Rejected.ShouldBeTrue();
        outcome.Reason.ShouldBe("Fisierul transmis nu este valid.");
        script.Count(EFacturaSteps.Upload).ShouldBe(1);
    }

    [Fact]
    public async Task Finds_an_unclear_upload_in_the_list_and_sends_nothing_again()
    {
        await using var script = new FilingScript
        {
            Upload = _ => UploadResult.Ambiguous("no answer in time", FaultKind.Timeout),
            Reconcile = (n, _) => new ReconcileResult(n < 4 ? null : "5001", Searched: true),
        };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        script.Count(EFacturaSteps.Upload).ShouldBe(1);
        script.Times(EFacturaSteps.Reconcile).ShouldBe([0, 1, 3, 6], tolerance: 0.5);
        script.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sends_again_only_after_a_search_behind_the_horizon_found_nothing()
    {
        await using var script = new FilingScript { Upload = n => n == 1 ? UploadResult.Ambiguous("reset") : UploadResult.Accepted("5001") };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        script.Times(EFacturaSteps.Upload).ShouldBe([0, 1200], tolerance: 1);
        script.Times(EFacturaSteps.Reconcile)[^1].ShouldBeGreaterThanOrEqualTo(1200);
    }

    [Fact]
    public async Task Never_sends_again_while_the_list_cannot_be_read()
    {
        await using var script = new FilingScript
        {
            Upload = _ => UploadResult.Ambiguous("reset"),
            Reconcile = (n, _) => n < 60 ? new ReconcileResult(null, Searched: false, "down") : new ReconcileResult("5001", Searched: true),
        };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        script.Count(EFacturaSteps.Upload).ShouldBe(1);
        script.Times(EFacturaSteps.Reconcile)[^1].ShouldBeGreaterThan(1200);
    }

    [Fact]
    public async Task Asks_for_the_first_upload_when_ANAF_says_it_had_the_document_before()
    {
        await using var script = new FilingScript
        {
            Ask = n => n == 1 ? new AnafAnswer("5002", AnafAnswerState.Nok, "3002") : new AnafAnswer("5001", AnafAnswerState.Ok, "3001"),
            Collect = (n, request) => n == 1
                ? new CollectResult(null, Adopted: true)
                : new CollectResult(new EFacturaOutcome(EFacturaResult.Accepted, 17, request.Answer.RemoteId)),
        };

        var outcome = await script.RunAsync();

        outcome.RemoteId.ShouldBe("5001");
        script.Count(EFacturaSteps.Upload).ShouldBe(1);
        script.Times(EFacturaSteps.Ask)[1].ShouldBe(0, tolerance: 0.5);
    }

    [Fact]
    public async Task Tries_a_few_times_at_once_and_then_by_the_schedule_with_jitter()
    {
        await using var script = new FilingScript { Upload = n => n <= 12 ? UploadResult.Unavailable(Down) : UploadResult.Accepted("5001") };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        var times = script.Times(EFacturaSteps.Upload);
        double[] waits = [.. times.Zip(times.Skip(1), (one, next) => next - one)];
        double[] usual = [1, 3, 8, 20, 60, 300, 1, 3, 8, 20, 60, 900];
        waits.Length.ShouldBe(usual.Length);
        for (var i = 0; i < usual.Length; i++)
        {
            waits[i].ShouldBeInRange((0.8 * usual[i]) - 0.1, (1.2 * usual[i]) + 0.1);
        }

        script.Failures.Count.ShouldBe(2);
        script.Failures.ShouldAllBe(failure => failure.NextRetryAt != null);
    }

    [Fact]
    public async Task Waits_for_a_person_when_the_schedule_is_used_up_and_then_begins_it_anew()
    {
        var isBack = false;
        await using var script = new FilingScript();
        script.Upload = _ => isBack ? UploadResult.Accepted("5001") : UploadResult.Unavailable(Down);
        await script.StartAsync();
        await script.Host.AdvanceUntilIdleAsync();

        script.Failures.Count.ShouldBe(6);
        script.Failures[^1].NextRetryAt.ShouldBeNull();
        script.Failures.Take(5).ShouldAllBe(failure => failure.NextRetryAt != null);
        var uploads = script.Count(EFacturaSteps.Upload);

        await script.RaiseAsync(EFacturaEvents.Retry, "somebody");
        await script.Host.AdvanceUntilIdleAsync();
        script.Failures.Count.ShouldBe(12);
        script.Count(EFacturaSteps.Upload).ShouldBe(2 * uploads);

        isBack = true;
        await script.RaiseAsync(EFacturaEvents.Retry, "somebody");
        await script.Host.AdvanceUntilIdleAsync();
        (await script.OutcomeAsync()).Accepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Cuts_a_wait_short_when_a_person_says_to_retry()
    {
        await using var script = new FilingScript { Upload = n => n <= 6 ? UploadResult.Unavailable(Down) : UploadResult.Accepted("5001") };
        await script.StartAsync();
        await script.Host.AdvanceUntilIdleAsync(TimeSpan.FromSeconds(150));

        await script.RaiseAsync(EFacturaEvents.Retry, "somebody");
        await script.Host.AdvanceUntilIdleAsync();

        (await script.OutcomeAsync()).Accepted.ShouldBeTrue();
        script.Times(EFacturaSteps.Upload)[^1].ShouldBe(150, tolerance: 1);
    }

    [Fact]
    public async Task Hears_a_retry_that_comes_after_an_earlier_wait_ran_out()
    {
        await using var script = new FilingScript { Upload = n => n <= 12 ? UploadResult.Unavailable(Down) : UploadResult.Accepted("5001") };
        await script.StartAsync();
        await script.Host.AdvanceUntilIdleAsync(TimeSpan.FromMinutes(10));
        script.Failures.Count.ShouldBe(2);

        await script.RaiseAsync(EFacturaEvents.Retry, "somebody");
        await script.Host.AdvanceUntilIdleAsync();

        script.Times(EFacturaSteps.Upload)[^1].ShouldBe(600, tolerance: 1);
    }

    [Fact]
    public async Task Tries_missing_rights_once_more_and_then_calls_a_person()
    {
        await using var script = new FilingScript { Upload = _ => UploadResult.Unavailable(NoRight) };
        await script.StartAsync();

        await script.Host.AdvanceUntilIdleAsync();

        script.Failures.Count.ShouldBe(2);
        script.Failures[^1].NextRetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task Takes_the_answer_that_comes_from_elsewhere_without_asking_again()
    {
        await using var script = new FilingScript { Ask = _ => Pending() };
        await script.StartAsync();
        await script.Host.AdvanceUntilIdleAsync(TimeSpan.FromMinutes(5));
        var asked = script.Count(EFacturaSteps.Ask);

        await script.RaiseAsync(EFacturaEvents.AnafAnswered, Ok());
        await script.Host.AdvanceUntilIdleAsync();

        (await script.OutcomeAsync()).DownloadId.ShouldBe("3001");
        script.Count(EFacturaSteps.Ask).ShouldBe(asked);
    }

    [Fact]
    public async Task Asks_for_days_at_the_tenants_interval_in_histories_that_stay_short()
    {
        await using var script = new FilingScript { Ask = n => n <= 150 ? Pending() : Ok() };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        var times = script.Times(EFacturaSteps.Ask);
        times.Count.ShouldBe(151);
        times.Count(time => time < 60).ShouldBeInRange(5, 8);
        times.Count(time => time < 86_400).ShouldBeLessThan(100);
        script.Count(EFacturaSteps.Begin).ShouldBe(3);
    }

    [Fact]
    public async Task Asks_again_within_seconds_when_no_answer_could_be_had_late_in_the_day()
    {
        await using var script = new FilingScript
        {
            Ask = n => n <= 30 ? Pending() : n <= 32 ? new AnafAnswer("5001", AnafAnswerState.Unknown, Words: "reset") : Ok(),
        };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        var times = script.Times(EFacturaSteps.Ask);
        (times[30] - times[29]).ShouldBeGreaterThan(500);
        (times[31] - times[30]).ShouldBeInRange(0.8, 1.3);
        (times[32] - times[31]).ShouldBeInRange(2.3, 3.7);
    }

    [Fact]
    public async Task Fetches_the_answer_again_within_seconds_when_it_could_not_be_had()
    {
        await using var script = new FilingScript
        {
            Collect = (n, request) => n < 3 ? new CollectResult(null, Words: "down", IsTransient: true) : new CollectResult(new EFacturaOutcome(EFacturaResult.Accepted, 17)),
        };

        (await script.RunAsync()).Accepted.ShouldBeTrue();

        script.Count(EFacturaSteps.Ask).ShouldBe(1);
        script.Times(EFacturaSteps.Collect)[^1].ShouldBeLessThan(5);
    }

    private static AnafAnswer Pending() => new("5001", AnafAnswerState.Pending);

    private static AnafAnswer Ok() => new("5001", AnafAnswerState.Ok, "3001");
}
