using System.Globalization;
using System.Text.Json;
using Cerniq.Functions.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Services;

public sealed class TolerantNumbersTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new TolerantDecimal(), new TolerantInteger(), new TolerantFlag(), new TolerantText(), new TolerantDate() },
    };

    [Fact]
    public void A_decimal_reads_the_same_as_number_and_as_text() => Prop.ForAll<decimal>(value =>
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return Read<decimal?>(text) == value && Read<decimal?>($"\"{text}\"") == value && Read<decimal?>($"\" {text} \"") == value;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decimal_comes_back_as_it_was_written() => Prop.ForAll<decimal>(
        value => Read<decimal?>(JsonSerializer.Serialize<decimal?>(value, Options)) == value).QuickCheckThrowOnFailure();

    [Fact]
    public void A_whole_number_reads_the_same_as_number_and_as_text() => Prop.ForAll<long>(
        value => Read<long?>($"{value}") == value && Read<long?>($"\"{value}\"") == value).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_that_is_no_number_is_never_taken_for_one() => Prop.ForAll<NonEmptyString>(text =>
    {
        var json = JsonSerializer.Serialize(text.Get);
        return string.IsNullOrWhiteSpace(text.Get)
            || decimal.TryParse(text.Get, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || Throws(() => Read<decimal?>(json));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\"51.2700\"", "51.27")]
    [InlineData("428.4", "428.4")]
    [InlineData("\"\"", null)]
    [InlineData("\"  \"", null)]
    [InlineData("null", null)]
    [InlineData("\"-0.500000\"", "-0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("\"0.000000\"", "0")]
    public void Reads_what_Oblio_writes(string json, string? expected) =>
        Read<decimal?>(json).ShouldBe(expected is null ? null : decimal.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("\"1,5\"")]
    [InlineData("\"1.000,50\"")]
    [InlineData("true")]
    [InlineData("[]")]
    public void Refuses_what_may_mean_another_amount(string json) => Should.Throw<JsonException>(() => Read<decimal?>(json));

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"1\"", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("\"0\"", false)]
    [InlineData("0", false)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    public void Reads_flags_of_every_kind(string json, bool? expected) => Read<bool?>(json).ShouldBe(expected);

    [Theory]
    [InlineData("\"0055\"", "0055")]
    [InlineData("55", "55")]
    [InlineData("5896677868", "5896677868")]
    [InlineData("null", null)]
    public void Keeps_the_zeros_of_a_document_number(string json, string? expected) => Read<string?>(json).ShouldBe(expected);

    [Theory]
    [InlineData("\"2023-05-30\"", "2023-05-30")]
    [InlineData("\"2023-05-30 14:00:00\"", "2023-05-30")]
    [InlineData("\"\"", null)]
    [InlineData("\"0000-00-00\"", null)]
    public void Reads_dates(string json, string? expected) =>
        Read<DateOnly?>(json).ShouldBe(expected is null ? null : DateOnly.Parse(expected, CultureInfo.InvariantCulture));

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    private static bool Throws(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
