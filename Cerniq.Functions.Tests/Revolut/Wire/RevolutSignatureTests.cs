using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Revolut.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Revolut.Wire;

/// <summary>The vector that Revolut publishes, and what must not pass.</summary>
public sealed class RevolutSignatureTests
{
    private const string Secret = "wsk_r59a4HfWVAKycbCaNO1RvgCJec02gRd8";
    private const string OtherSecret = "wsk_4jETWMz1g1b37gCONjNp84t2KSSIT7dK";
    private const string Timestamp = "1683650202360";
    private const string Good = "v1=bca326fb378d0da7f7c490ad584a8106bab9723d8d9cdd0d50b4c5b3be3837c0";
    private const string ByOtherSecret = "v1=fc3c849aff8393bac0e1cb641d14d0a1b6a8c2c2d28e624cdb9123ad1b461166";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"data":{"id":"645a7696-22f3-aa47-9c74-cbae0449cc46","new_state":"completed","old_state":"pending","request_id":"app_charges-9f5d5eb3-1e06-46c5-b1c0-3914763e0bcb"},"event":"TransactionStateChanged","timestamp":"2023-05-09T16:36:38.028960Z"}""");

    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeMilliseconds(1683650202360);

    [Fact]
    public void The_published_body_is_the_one_here()
    {
        Body.Length.ShouldBe(240);
        Convert.ToHexStringLower(SHA256.HashData(Body)).ShouldBe("b6678ea9c7526d73adf60069d09c4864d23e96d8f762b3a9084a9982520b93aa");
    }

    [Fact]
    public void Accepts_the_published_vector() => Verify(Good).ShouldBe(SignatureVerdict.Valid);

    [Theory]
    [InlineData(ByOtherSecret + "," + Good)]
    [InlineData(Good + "," + ByOtherSecret)]
    [InlineData(" " + Good + " , v2=abc ")]
    [InlineData("v1=zz," + Good)]
    public void Accepts_one_good_signature_among_several(string header) => Verify(header).ShouldBe(SignatureVerdict.Valid);

    [Fact]
    public void Accepts_any_secret_that_is_in_force() =>
        RevolutSignature.Verify(Body, Timestamp, Good, RevolutSignature.KeysOf(OtherSecret, "", Secret), SentAt).ShouldBe(SignatureVerdict.Valid);

    [Theory]
    [InlineData("v1=5144b095ff5b87c8615470110d754e9c7d5d509b41c90eedbeaecc56e7c03b1f")] // key without wsk_
    [InlineData("v1=52f0a5a180d659ae86fcb9def7db67a144b8317ff3e449bd4775357e276143e1")] // body only
    [InlineData(ByOtherSecret)]
    public void Refuses_other_signatures(string header) => Verify(header).ShouldBe(SignatureVerdict.NoMatch);

    [Theory]
    [InlineData("bca326fb378d0da7f7c490ad584a8106bab9723d8d9cdd0d50b4c5b3be3837c0")]
    [InlineData("v0=bca326fb378d0da7f7c490ad584a8106bab9723d8d9cdd0d50b4c5b3be3837c0")]
    [InlineData("v1=bca326fb378d0da7")]
    [InlineData("v1=")]
    [InlineData(",,")]
    public void Knows_malformed_signatures(string header) => Verify(header).ShouldBe(SignatureVerdict.Malformed);

    [Theory]
    [InlineData("abc")]
    [InlineData("-1683650202360")]
    [InlineData("+1683650202360")]
    [InlineData("1683650202360.5")]
    [InlineData("99999999999999999999")]
    public void Knows_malformed_timestamps(string timestamp) =>
        RevolutSignature.Verify(Body, timestamp, Good, RevolutSignature.KeysOf(Secret), SentAt).ShouldBe(SignatureVerdict.Malformed);

    [Theory]
    [InlineData(null, Good)]
    [InlineData("", Good)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, " ")]
    public void Knows_missing_headers(string? timestamp, string? signature) =>
        RevolutSignature.Verify(Body, timestamp, signature, RevolutSignature.KeysOf(Secret), SentAt).ShouldBe(SignatureVerdict.Missing);

    [Theory]
    [InlineData(300_000, SignatureVerdict.Valid)]
    [InlineData(300_001, SignatureVerdict.Stale)]
    [InlineData(-300_000, SignatureVerdict.Valid)]
    [InlineData(-300_001, SignatureVerdict.Future)]
    public void Allows_five_minutes_either_way_and_not_a_millisecond_more(int age, SignatureVerdict verdict) =>
        RevolutSignature.Verify(Body, Timestamp, Good, RevolutSignature.KeysOf(Secret), SentAt.AddMilliseconds(age)).ShouldBe(verdict);

    [Fact]
    public void A_timestamp_in_seconds_is_stale() =>
        RevolutSignature.Verify(Body, "1683650202", Good, RevolutSignature.KeysOf(Secret), SentAt).ShouldBe(SignatureVerdict.Stale);

    [Fact]
    public void The_timestamp_is_part_of_what_is_signed() =>
        RevolutSignature.Verify(Body, "1683650202361", Good, RevolutSignature.KeysOf(Secret), SentAt).ShouldBe(SignatureVerdict.NoMatch);

    [Fact]
    public void Without_a_secret_nothing_passes()
    {
        RevolutSignature.Verify(Body, Timestamp, Good, [], SentAt).ShouldBe(SignatureVerdict.NoMatch);
        var unkeyed = RevolutSignature.Sign(Body, SentAt, "");
        RevolutSignature.Verify(Body, Timestamp, unkeyed, RevolutSignature.KeysOf(""), SentAt).ShouldBe(SignatureVerdict.NoMatch);
    }

    [Fact]
    public void Any_change_of_the_body_is_seen() => Prop.ForAll<byte[], PositiveInt>((body, at) =>
    {
        var header = RevolutSignature.Sign(body, SentAt, Secret);
        byte[] changed = body.Length == 0 ? [1] : [.. body];
        changed[at.Get % changed.Length] ^= 1;
        return RevolutSignature.Verify(body, Timestamp, header, RevolutSignature.KeysOf(Secret), SentAt) == SignatureVerdict.Valid
            && RevolutSignature.Verify(changed, Timestamp, header, RevolutSignature.KeysOf(Secret), SentAt) == SignatureVerdict.NoMatch;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("52f0a5a180d659ae86fcb9def7db67a144b8317ff3e449bd4775357e276143e1", SignatureVerdict.Valid)]
    [InlineData("52F0A5A180D659AE86FCB9DEF7DB67A144B8317FF3E449BD4775357E276143E1", SignatureVerdict.Valid)]
    [InlineData("bca326fb378d0da7f7c490ad584a8106bab9723d8d9cdd0d50b4c5b3be3837c0", SignatureVerdict.NoMatch)]
    [InlineData("xyz", SignatureVerdict.Malformed)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData(null, SignatureVerdict.Missing)]
    public void The_older_scheme_signs_the_body_alone(string? header, SignatureVerdict verdict) =>
        RevolutSignature.VerifyV1(Body, header, RevolutSignature.KeysOf(Secret)).ShouldBe(verdict);

    private static SignatureVerdict Verify(string header) => RevolutSignature.Verify(Body, Timestamp, header, RevolutSignature.KeysOf(Secret), SentAt);
}
