using System.Text;
using System.Text.Json;
using Cerniq.Functions.Api;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting.Local;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Tests.Revolut;

/// <summary>What was refused is kept for a look, within bounds, and tried again when the secret is mended.</summary>
public sealed class RefusedWebhooksTests : IAsyncLifetime
{
    private const string Tenant = "demo";
    private const string Secret = "wsk_the-secret";

    private readonly LocalStorage _local = new();
    private readonly SetClock _clock = new();
    private readonly TenantSettings _settings;
    private readonly WebhookSecrets _secrets;
    private readonly RefusedWebhooks _refused;
    private readonly StoreFixture.AuditList _audit = new();
    private readonly SentEvents _queue = new();

    public RefusedWebhooksTests()
    {
        _settings = new TenantSettings(_local.Tables, _local.Secrets);
        _secrets = new WebhookSecrets(_settings, _clock);
        _refused = new RefusedWebhooks(_local.Tables, _clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    [Fact]
    public async Task Are_kept_for_45_days_and_then_forgotten()
    {
        await KeepAsync(RefusalReason.BadSignature, "old");
        _clock.Advance(TimeSpan.FromDays(1));
        await KeepAsync(RefusalReason.Stale, "a day younger");

        _clock.Advance(RevolutReceipts.Kept - TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        (await _refused.ForgetOldAsync(Tenant, default)).ShouldBe(0);
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await _refused.ForgetOldAsync(Tenant, default)).ShouldBe(1);
        (await ListAsync()).ShouldHaveSingleItem().Reason.ShouldBe(RefusalReason.Stale);
        _clock.Advance(TimeSpan.FromDays(1));
        (await _refused.ForgetOldAsync(Tenant, default)).ShouldBe(1);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_one_sort_do_not_wash_out_another_and_stay_bounded()
    {
        await KeepAsync(RefusalReason.WrongScheme, "the one that matters");
        for (var i = 0; i < 600; i++)
        {
            if (i % 10 == 0)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            await KeepAsync(RefusalReason.BadSignature, $"flood {i}");
        }

        var kept = await ListAsync();
        kept.Count(k => k.Reason == RefusalReason.WrongScheme).ShouldBe(1);
        kept.Count(k => k.Reason == RefusalReason.BadSignature).ShouldBeInRange(200, 250);
        kept.ShouldContain(k => k.Body == "flood 599");
    }

    [Fact]
    public async Task In_one_second_only_so_many_are_kept()
    {
        for (var i = 0; i < 100; i++)
        {
            await KeepAsync(RefusalReason.BadSignature, $"{i}");
        }

        (await ListAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Too_large_a_body_is_not_kept()
    {
        await KeepAsync(RefusalReason.BadSignature, new string('x', 33 * 1024));
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Are_judged_by_the_time_they_came_when_they_are_tried_again_days_later()
    {
        await SetAsync(new { revolut_webhook_secret = "wsk_of-another-webhook" });
        await RefuseAsync("T-1", Secret, sentAt: _clock.Now);
        await RefuseAsync("T-2", Secret, sentAt: _clock.Now.AddMinutes(-6));
        await RefuseAsync("T-3", "wsk_forged", sentAt: _clock.Now);
        _clock.Advance(TimeSpan.FromDays(3));
        (await ReplayAsync()).ShouldBe(new ReplayResult(0, 0, 3));

        await SetAsync(new { revolut_webhook_secret = Secret });
        (await ReplayAsync()).ShouldBe(new ReplayResult(1, 0, 2));
        _queue.Events.ShouldHaveSingleItem().TransactionId.ShouldBe("T-1");
        (await ListAsync()).Select(k => k.Reason).ShouldBe([RefusalReason.BadSignature, RefusalReason.Stale], ignoreOrder: true);
        (await ReplayAsync()).ShouldBe(new ReplayResult(0, 0, 2));
        _audit.Entries.Count.ShouldBe(3);
        _audit.Entries[1].Detail.ShouldBe("1 taken, 0 known, 2 still refused");
    }

    [Fact]
    public async Task Of_the_other_scheme_are_taken_once_the_version_is_set()
    {
        await SetAsync(new { revolut_webhook_secret = Secret });
        var body = Event("T-1");
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        await RefuseAsync(body, new WebhookHeaders(null, null, signature, "D-1"));
        (await ListAsync()).ShouldHaveSingleItem().Reason.ShouldBe(RefusalReason.WrongScheme);

        await SetAsync(new { revolut_webhook_version = "v1" });
        (await ReplayAsync()).ShouldBe(new ReplayResult(1, 0, 0));
        (await ListAsync()).ShouldBeEmpty();
    }

    private Task KeepAsync(RefusalReason reason, string body) =>
        _refused.KeepAsync(Tenant, reason, new WebhookHeaders(null, null, null, null), "10.0.0.1", Encoding.UTF8.GetBytes(body), "c", default);

    private async Task<List<RefusedWebhook>> ListAsync() =>
        [.. (await _refused.PageAsync(Tenant, 1000, null, default)).Rows.Select(row => CerniqJson.Read<RefusedWebhook>(row.Body))];

    private async Task SetAsync(object settings)
    {
        (await _settings.PutAsync(Tenant, JsonSerializer.SerializeToElement(settings), default)).Errors.ShouldBeEmpty();
        _secrets.Forget(Tenant);
    }

    private static byte[] Event(string transaction) => Encoding.UTF8.GetBytes(
        $$$"""{"event":"TransactionStateChanged","timestamp":"2026-11-20T09:00:00Z","data":{"id":"{{{transaction}}}","old_state":"pending","new_state":"completed"}}""");

    private Task RefuseAsync(string transaction, string secret, DateTimeOffset sentAt)
    {
        var body = Event(transaction);
        return RefuseAsync(body, new WebhookHeaders(RevolutSignature.Sign(body, sentAt, secret), $"{sentAt.ToUnixTimeMilliseconds()}", null, null));
    }

    /// <summary>As the door does it.</summary>
    private async Task RefuseAsync(byte[] body, WebhookHeaders headers)
    {
        var verdict = await new WebhookDoor(_secrets).JudgeAsync(Tenant, headers, body, _clock.Now, default);
        await _refused.KeepAsync(Tenant, verdict.Refusal.ShouldNotBeNull(), headers, null, body, "c", default);
    }

    private async Task<ReplayResult> ReplayAsync()
    {
        var functions = new RefusedWebhookFunctions(
            _refused, new WebhookDoor(_secrets), _secrets, new RevolutReceipts(_local.Tables, _queue, _clock), _audit, _clock);
        var answer = await functions.Replay(new DefaultHttpContext().Request, Tenant, default);
        return answer.ShouldBeOfType<Answer<ReplayResult>>().Value;
    }

    private sealed class SentEvents : IEventQueue
    {
        public List<QueuedEvent> Events { get; } = [];

        public Task SendAsync(string queue, string body, CancellationToken cancellationToken)
        {
            Events.AddRange(EventGroup.Read(body).Events);
            return Task.CompletedTask;
        }
    }
}
