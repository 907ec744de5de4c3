using System.Net.Http.Headers;
using System.Text.Json;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

/// <summary>What the registry said about the codes it was asked for.</summary>
/// <param name="Found">By code.</param>
/// <param name="NotFound">The codes it does not know.</param>
public sealed record VatRegistryResult(IReadOnlyDictionary<long, VatRegistration> Found, IReadOnlyList<long> NotFound);

/// <summary>The public registry of VAT payers, PlatitorTvaRest v9. Takes one call a second from everybody here together.</summary>
public sealed class VatRegistryClient(ServiceCallers callers)
{
    private const int CodesInOneCall = 100;
    private const string Path = "PlatitorTvaRest/v9/tva";

    private readonly ServiceCaller caller = callers.For(AnafDialect.Profile);

    /// <summary>Asks about one code.</summary>
    /// <returns>Null when the registry does not know it.</returns>
    public async Task<VatRegistration?> FindAsync(
        string tenant, Uri publicBase, long cui, DateOnly date, CancellationToken cancellationToken)
    {
        var result = await AskAsync(tenant, publicBase, [cui], date, cancellationToken);
        return result.Found.GetValueOrDefault(cui);
    }

    /// <summary>Asks about any number of codes, a hundred to a call.</summary>
    /// <param name="cuis">Digits, without RO.</param>
    /// <param name="date">The day that the answer is to hold for.</param>
    /// <exception cref="ServiceException">The registry gave no answer.</exception>
    public async Task<VatRegistryResult> AskAsync(
        string tenant, Uri publicBase, IReadOnlyCollection<long> cuis, DateOnly date, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, VatRegistration>();
        var notFound = new List<long>();
        foreach (var codes in cuis.Distinct().Chunk(CodesInOneCall))
        {
            var answer = await CallAsync(tenant, publicBase, codes, date, cancellationToken);
            foreach (var registration in answer.Found ?? [])
            {
                found[registration.General.Cui ?? 0] = registration;
            }

            notFound.AddRange((answer.NotFound ?? answer.NotFoundOld ?? []).OfType<long>());
        }

        return new VatRegistryResult(found, notFound);
    }

    private async Task<VatRegistryAnswer> CallAsync(
        string tenant, Uri publicBase, long[] cuis, DateOnly date, CancellationToken cancellationToken)
    {
        IReadOnlyList<VatRegistryQuestion> questions = cuis.Select(cui => new VatRegistryQuestion(cui, date)).ToList();
        var request = new ServiceRequest(tenant, HttpMethod.Post, new Uri(publicBase, "api/" + Path), Path)
        {
            Nature = CallNature.Read,
            Body = () => Json(questions),
            CloseConnection = true,

            // When none of the codes is known the status says 404 and the body is the usual one.
            ExpectedStatuses = [404],
        };
        var reply = await caller.SendAsync(request, cancellationToken);
        var answer = reply.Read(AnafJson.Default.VatRegistryAnswer);
        return answer.Found is null && answer.NotFound is null && answer.NotFoundOld is null
            ? throw reply.Unreadable("an answer without found and notFound")
            : answer;
    }

    private static ByteArrayContent Json(IReadOnlyList<VatRegistryQuestion> questions) =>
        new(JsonSerializer.SerializeToUtf8Bytes(questions, AnafJson.Default.VatRegistryQuestions))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
}
