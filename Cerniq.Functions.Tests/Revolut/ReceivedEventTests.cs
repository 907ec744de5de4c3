using System.Text;
using Cerniq.Functions.Revolut;

namespace Cerniq.Functions.Tests.Revolut;

public class ReceivedEventTests
{
    private const string Pretty = """
        {"event":"TransactionStateChanged","timestamp":"2023-05-09T16:36:38.028960Z",
         "data":{"id":"645a7696","old_state":"pending","new_state":"completed","request_id":"r"}}
        """;

    private const string Compact =
        """{"data":{"id":"645a7696","new_state":"completed","old_state":"pending","request_id":"r"},"event":"TransactionStateChanged","timestamp":"2023-05-09T16:36:38.028960Z"}""";

    [Fact]
    public void Knows_the_same_event_again_however_it_is_written() => Read(Pretty)!.Identity.ShouldBe(Read(Compact)!.Identity);

    [Fact]
    public void Tells_two_changes_of_one_transaction_apart() =>
        Read(Compact.Replace("\"completed\"", "\"reverted\"", StringComparison.Ordinal))!.Identity.ShouldNotBe(Read(Compact)!.Identity);

    [Fact]
    public void Tells_the_same_event_of_two_tenants_apart() =>
        ReceivedEvent.Read("other", Encoding.UTF8.GetBytes(Compact), "c")!.Identity.ShouldNotBe(Read(Compact)!.Identity);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"event":"TransactionCreated"}""")]
    [InlineData("""{"event":"TransactionCreated","data":[]}""")]
    [InlineData("""{"event":"TransactionCreated","data":{"id":7}}""")]
    [InlineData("""{"event":""")]
    public void Does_not_read_what_is_no_event(string body) => Read(body).ShouldBeNull();

    private static ReceivedEvent? Read(string body) => ReceivedEvent.Read("demo", Encoding.UTF8.GetBytes(body), "c");
}
