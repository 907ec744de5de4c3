using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Revolut;

/// <summary>What goes into a message of the queue comes out of it.</summary>
public class EventGroupTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 9, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Whatever_is_written_is_read_again() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonEmptyString Tenant, NonEmptyString Identity, string? Event, string? Transaction, decimal? Amount, string? Text)[]>(),
        made =>
        {
            var group = new EventGroup([.. made.Select(m => new QueuedEvent(
                Plain(m.Tenant.Get),
                Plain(m.Identity.Get),
                Plain(m.Event),
                Plain(m.Transaction),
                "c",
                At.AddTicks(made.Length),
                m.Amount is { } amount ? new ClaimedMoney(amount, "RON") : null,
                m.Text is null ? default : JsonSerializer.SerializeToUtf8Bytes(new { text = m.Text, more = new[] { 1, 2 } })))]);
            var read = EventGroup.Read(Encoding.UTF8.GetString(group.Write().Span));
            read.Events.Select(Comparable).ShouldBe(group.Events.Select(Comparable));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_too_large_for_a_message_is_left_out()
    {
        var large = JsonSerializer.SerializeToUtf8Bytes(new string('x', EventGroup.MostBody));
        var read = EventGroup.Read(new EventGroup([new QueuedEvent("demo", "I", "E", "T", "c", At, null, large)]).Write());
        read.Events.ShouldHaveSingleItem().Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Members_may_stand_in_any_order_and_unknown_ones_do_no_harm() => EventGroup.Read(
        """{"version":{"of":[1]},"events":[{"body":{"a":[{}]},"later":[1,{"x":2}],"claimed":null,"receivedAt":"2026-11-20T09:00:00.123Z","event":"E","identity":"I","tenant":"demo"}]}""")
        .Events.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Tenant.ShouldBe("demo"),
            e => e.ReceivedAt.ShouldBe(At),
            e => e.Claimed.ShouldBeNull(),
            e => Encoding.UTF8.GetString(e.Body.Span).ShouldBe("""{"a":[{}]}"""));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"events\":")]
    [InlineData("{\"events\":7}")]
    [InlineData("{\"events\":[7]}")]
    [InlineData("{\"events\":[{\"tenant\":\"demo\"}]}")]
    [InlineData("{\"events\":[{\"tenant\":7,\"identity\":\"I\"}]}")]
    [InlineData("{\"events\":[{\"tenant\":\"demo\",\"identity\":\"I\",\"receivedAt\":\"noon\"}]}")]
    [InlineData("{\"events\":[{\"tenant\":\"demo\",\"identity\":\"I\"")]
    public void What_is_no_group_is_told(string message) => Should.Throw<JsonException>(() => EventGroup.Read(message));

    /// <summary>Text that has a form in UTF-8.</summary>
    private static string Plain(string? text) => $"t{string.Concat((text ?? "").Where(c => !char.IsSurrogate(c)))}";

    private static (string, string, string, string, DateTimeOffset, ClaimedMoney?, string) Comparable(QueuedEvent e) =>
        (e.Tenant, e.Identity, e.Event, e.TransactionId, e.ReceivedAt, e.Claimed, Encoding.UTF8.GetString(e.Body.Span));
}
