using Cerniq.EInvoicing.Validation;
using Cerniq.EInvoicing.Validation.Rules;

namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class RuleCatalogueTests
{
    [Theory]
    [InlineData(ValidationProfile.Ro109)]
    [InlineData(ValidationProfile.En1316)]
    public void Every_id_is_there_once(ValidationProfile profile) =>
        RuleBook.For(profile).Rules.GroupBy(r => r.Id).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();

    [Fact]
    public void Every_rule_says_what_is_wrong_and_what_to_change_in_both_languages()
    {
        foreach (var rule in RuleCatalogue.All)
            foreach (var text in new[] { rule.MessageRo, rule.MessageEn, rule.FixRo, rule.FixEn })
            {
                text.Length.ShouldBeGreaterThan(10, rule.Id);
                text.ShouldEndWith(".", Case.Sensitive, rule.Id);
                (char.IsLower(text[0]) && !text.Contains(':')).ShouldBeFalse($"{rule.Id}: {text}");
            }
    }

    /// <summary>In ANAF's edition the elements these speak of are misspelt, so that it never reports them.</summary>
    private static readonly string[] Misspelt = ["UBL-CR-487", "UBL-CR-572", "UBL-CR-577", "UBL-CR-583", "UBL-CR-674"];

    [Fact]
    public void Both_profiles_say_the_same_of_a_rule_they_share()
    {
        var european = RuleBook.For(ValidationProfile.En1316).Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);

        foreach (var rule in RuleBook.For(ValidationProfile.Ro109).Rules)
            if (european.TryGetValue(rule.Id, out var other))
            {
                other.Severity.ShouldBe(rule.Severity, rule.Id);
                (other.Text == rule.Text).ShouldBe(!Misspelt.Contains(rule.Id), rule.Id);
            }
    }

    [ConformanceFact]
    public void The_ids_and_weights_are_those_that_are_published()
    {
        var published = File.ReadLines(Path.Combine(Conformance.Folder!, "rules.tsv")).Skip(1).Select(l => l.Split('\t')).ToArray();
        foreach (var (mark, profile) in new[] { ("ro109", ValidationProfile.Ro109), ("en1316", ValidationProfile.En1316) })
        {
            var wanted = published.Where(r => r[0] == mark).Select(r => $"{r[3]} {r[4]}").Order(StringComparer.Ordinal);
            var found = RuleBook.For(profile).Rules.Select(r => $"{r.Id} {r.Severity.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal);

            found.ShouldBe(wanted);
        }
    }

    [ConformanceFact]
    public void No_message_is_copied_from_the_publishers()
    {
        var published = File.ReadLines(Path.Combine(Conformance.Folder!, "rules.tsv")).Skip(1).Select(l => l.Split('\t')[8]).ToHashSet(StringComparer.OrdinalIgnoreCase);

        RuleCatalogue.All.Where(r => published.Any(p => p.Contains(r.MessageEn, StringComparison.OrdinalIgnoreCase))).Select(r => r.Id).ShouldBeEmpty();
    }
}
