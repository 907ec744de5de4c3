using System.Diagnostics.Metrics;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

public sealed class ServiceCallerTests
{
    private static readonly ServiceProfile Profile = new("oblio", TimeSpan.FromSeconds(30), reply =>
        reply.IsSuccess ? null : new Complaint(reply.Text()));

    [Fact]
    public async Task Tries_a_read_three_times()
    {
        var stub = new StubService().Then("x", 503).Then("x", 503).Then("{}");

        var reply = await stub.Clock.RunAsync(stub.Callers().For(Profile).SendAsync(Read(), CancellationToken.None));

        reply.Status.ShouldBe(200);
        stub.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Gives_a_read_up_after_the_third_try()
    {
        var stub = new StubService().Then("x", 503).Then("x", 503).Then("x", 503).Then("{}");

        var failure = await Should.ThrowAsync<ServiceUnavailableException>(() => stub.Clock.RunAsync(
            stub.Callers().For(Profile).SendAsync(Read(), CancellationToken.None)));

        failure.Fault.Ambiguous.ShouldBeFalse();
        stub.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Asks_once_when_the_answer_would_be_the_same(int status)
    {
        var stub = new StubService().Then("no", status).Then("{}");

        await Should.ThrowAsync<ServiceException>(() => stub.Callers().For(Profile).SendAsync(Read(), CancellationToken.None));

        stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Never_sends_an_effect_twice()
    {
        var stub = new StubService().Then("x", 503).Then("{}");

        await Should.ThrowAsync<ServiceUnavailableException>(() => stub.Callers().For(Profile).SendAsync(Effect(), CancellationToken.None));

        stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Opens_the_circuit_for_the_tenant_whose_calls_fail_and_for_no_other()
    {
        var stub = new StubService().On("invoice", sent => StubService.Answer("down", sent.Address.Host == "down.test" ? 503 : 200));
        var caller = stub.Callers().For(Profile);
        var failing = Effect() with { Address = new Uri("http://down.test/invoice") };
        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<ServiceUnavailableException>(() => caller.SendAsync(failing, CancellationToken.None));
        }

        var made = stub.Requests.Count;
        var kept = await Should.ThrowAsync<ServiceUnavailableException>(() => caller.SendAsync(failing, CancellationToken.None));
        await caller.SendAsync(Effect() with { Tenant = "other" }, CancellationToken.None);

        kept.Fault.Ambiguous.ShouldBeFalse();
        kept.Fault.RetryAfter.ShouldNotBeNull();
        stub.Requests.Count.ShouldBe(made + 1);
    }

    [Fact]
    public async Task Closes_the_circuit_again_after_its_break()
    {
        var down = true;
        var stub = new StubService().On("invoice", _ => StubService.Answer("{}", down ? 503 : 200));
        var caller = stub.Callers().For(Profile);
        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<ServiceUnavailableException>(() => caller.SendAsync(Effect(), CancellationToken.None));
        }

        down = false;
        stub.Clock.Advance(TimeSpan.FromSeconds(11));

        (await caller.SendAsync(Effect(), CancellationToken.None)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Refused_requests_do_not_open_the_circuit()
    {
        var stub = new StubService().On("invoice", "no", 400);
        var caller = stub.Callers().For(Profile);
        for (var i = 0; i < 30; i++)
        {
            await Should.ThrowAsync<ServiceRefusedException>(() => caller.SendAsync(Effect(), CancellationToken.None));
        }

        stub.Requests.Count.ShouldBe(30);
    }

    [Fact]
    public async Task Writes_every_attempt_into_the_trail_of_the_current_work()
    {
        var stub = new StubService().Then("Seria nu exista, cere la ion@firma.ro cu token=abc", 400).Then("{}");
        var caller = stub.Callers().For(Profile);
        using (new CallScope("demo", "negotiation/N-1", "corr-1").Enter())
        {
            await Should.ThrowAsync<ServiceRefusedException>(() => caller.SendAsync(Effect(), CancellationToken.None));
            await caller.SendAsync(Effect(), CancellationToken.None);
        }

        var lines = stub.Trail.ToArray();
        lines.Length.ShouldBe(2);
        lines[0].ShouldSatisfyAllConditions(
            line => line.Subject.ShouldBe("negotiation/N-1"),
            line => line.CorrelationId.ShouldBe("corr-1"),
            line => line.Action.ShouldBe("oblio POST docs/invoice"),
            line => line.Outcome.ShouldBe("Validation"),
            line => line.Status.ShouldBe(400),
            line => line.Detail.ShouldBe("Seria nu exista, cere la …@… cu token=…"));
        lines[1].Outcome.ShouldBe("ok");
        lines[1].Detail.ShouldBeNull();
    }

    [Fact]
    public async Task A_call_that_its_caller_gave_up_is_in_the_trail_too()
    {
        using var gone = new CancellationTokenSource();
        var stub = new StubService().Then(_ =>
        {
            gone.Cancel();
            throw new OperationCanceledException(gone.Token);
        });

        await Should.ThrowAsync<OperationCanceledException>(() => stub.Callers().For(Profile).SendAsync(Effect(), gone.Token));

        stub.Trail.ShouldHaveSingleItem().Detail.ShouldBe("given up by the caller before the answer");
    }

    [Fact]
    public async Task Counts_calls_under_the_names_of_the_source_documents()
    {
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, of) =>
        {
            if (instrument.Meter.Name == "Cerniq")
            {
                of.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument.Name, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument.Name, tags));
        listener.Start();
        var stub = new StubService().Then("x", 418);

        await Should.ThrowAsync<ServiceException>(() => stub.Callers().For(Profile).SendAsync(Effect() with { Endpoint = "metered" }, CancellationToken.None));

        lock (seen)
        {
            seen.ShouldContain("oblio_api_calls_total method=POST status=418");
            seen.ShouldContain("oblio_api_errors_total method=POST status=418");
            seen.ShouldContain("oblio_api_latency_ms method=POST endpoint=metered");
        }

        void Note(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
            {
                seen.Add(name + " " + string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")));
            }
        }
    }

    [Fact]
    public async Task Pauses_for_as_long_as_the_service_asked()
    {
        var gate = new StubService.OpenGate();
        var stub = new StubService().Then(_ =>
        {
            var answer = StubService.Answer("slow down", 429);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(9));
            return answer;
        });

        await Should.ThrowAsync<ServiceUnavailableException>(() => stub.Callers(gate).For(Profile).SendAsync(Effect(), CancellationToken.None));

        gate.Pauses.ShouldBe([TimeSpan.FromSeconds(9)]);
    }

    private static ServiceRequest Effect() => new("demo", HttpMethod.Post, new Uri("http://oblio.test/api/docs/invoice"), "docs/invoice");

    private static ServiceRequest Read() => new("demo", HttpMethod.Get, new Uri("http://oblio.test/api/docs/invoice"), "docs/invoice");
}
