using Cerniq.Functions.Clients;

namespace Cerniq.Functions.Tests.Clients;

public class CompanyNameTests
{
    [Theory]
    [InlineData("DANTE INTERNATIONAL SA", "DANTE INTERNATIONAL S.A.")]
    [InlineData("Dante International", "DANTE INTERNATIONAL SA")]
    [InlineData("S.C. Oblio Software S.R.L.", "OBLIO SOFTWARE SRL")]
    [InlineData("Întreprinderea Națională Țiglă SRL", "INTREPRINDEREA NATIONALA TIGLA SRL")]
    [InlineData("Intreprinderea Naţională Ţiglă", "ÎNTREPRINDEREA NAȚIONALĂ ȚIGLĂ S.R.L.")]
    [InlineData("Popescu Ion PFA", "POPESCU ION PERSOANA FIZICA AUTORIZATA PFA", false)]
    [InlineData("Brutaria La Doi Pasi SRL-D", "BRUTĂRIA LA DOI PAȘI S.R.L.-D.")]
    [InlineData("Construct Invest & Co SRL", "CONSTRUCT INVEST CO SRL")]
    [InlineData("Construct Invest Grup SRL", "CONSTRUCT INVEST GRUP SRL")]
    [InlineData("Constructt Invest Grup SRL", "CONSTRUCT INVEST GRUP SRL")]
    [InlineData("SC", "DANTE INTERNATIONAL SA", false)]
    [InlineData("SRL", "ALFA SRL", false)]
    [InlineData("", "ALFA SRL", false)]
    [InlineData("Alfa SRL", "Beta SRL", false)]
    [InlineData("Alfa Unu SRL", "Alfa Doi SRL", false)]
    [InlineData("Dante", "DANTE INTERNATIONAL SA", false)]
    [InlineData("AB SRL", "AC SRL", false)]
    public void Matches_what_names_the_same_company_and_nothing_else(string ours, string registered, bool same = true) =>
        CompanyName.Matches(ours, registered).ShouldBe(same);

    [Theory]
    [InlineData("S.C. Întreprinderea Nouă S.R.L.", "INTREPRINDEREANOUA")]
    [InlineData("  dante   international  s.a. ", "DANTEINTERNATIONAL")]
    public void Keeps_the_words_that_make_the_name(string name, string kept) => CompanyName.Normalise(name).ShouldBe(kept);
}
