using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Tests.EndToEnd;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tests.Api.Fuzz;

/// <summary>Any body at any route: the right answer, or a refusal that names the field. Never a failure of ours.</summary>
public sealed partial class AnyBodyTests
{
    private const string Tenant = "fuzz";

    private static readonly IReadOnlyList<(string Function, string Method, string Route)> Routes =
    [
        .. typeof(CerniqApp).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, Trigger: method.GetParameters()
                .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null)))
            .Where(found => found is { Name: not null, Trigger: not null })
            .SelectMany(found => (found.Trigger!.Methods ?? ["post"]).Select(verb => (found.Name!, verb.ToUpperInvariant(), found.Trigger.Route ?? found.Name!)))
            .OrderBy(route => route, Comparer<(string, string, string)>.Default),
    ];

    [Fact]
    public void Every_function_with_a_good_body_exists() =>
        GoodBodies.ByFunction.Keys.Except(Routes.Select(route => route.Function)).ShouldBeEmpty();

    [Fact]
    public async Task Never_fails_and_names_the_field()
    {
        await using var machine = await Machine.StartAsync();
        await machine.CallAsync(HttpMethod.Put, $"tenants/{Tenant}/settings", "{}", adminKey: Machine.AdminKey);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = machine.AppAddress, Timeout = TimeSpan.FromSeconds(60) };
        var faults = new List<string>();
        foreach (var (function, method, route) in Routes.Where(route => route.Method is not "GET"))
        {
            foreach (var body in NastyJson.Bodies)
            {
                Judge(await SendAsync(http, method, Filled(route, Tenant), body), $"{function} with {Short(body)}", mustName: false, faults);
            }

            if (GoodBodies.ByFunction.TryGetValue(function, out var good))
            {
                await AroundAsync(http, function, method, route, good, faults);
            }
        }

        ShouldBeNone(faults, machine);
    }

    [Fact]
    public async Task Never_fails_whatever_stands_in_the_path_or_the_query()
    {
        await using var machine = await Machine.StartAsync();
        await machine.CallAsync(HttpMethod.Put, $"tenants/{Tenant}/settings", "{}", adminKey: Machine.AdminKey);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = machine.AppAddress, Timeout = TimeSpan.FromSeconds(60) };
        var faults = new List<string>();
        string[] parts = ["x", "0", "-1", "9223372036854775808", "a%7Cb", "..%2f..", "%F0%9F%98%80", "%00", new string('z', 900), "%EF%BF%BD", "a%20b"];
        string[] queries = ["", "?limit=0", "?limit=x", "?limit=999999999999", "?continuation=x", "?continuation=AAAA", "?status=x&state=x&subject=%00&from=x&to=9999-99-99", "?offset=-1", "?cui=%00"];
        foreach (var (function, method, route) in Routes)
        {
            foreach (var part in parts)
            {
                Judge(await SendAsync(http, method, Filled(route, Tenant, part), "{}"), $"{function} at {part[..Math.Min(20, part.Length)]}", mustName: false, faults);
            }

            foreach (var query in queries)
            {
                Judge(await SendAsync(http, method, Filled(route, Tenant) + query, "{}"), $"{function}{query}", mustName: false, faults);
            }
        }

        ShouldBeNone(faults, machine);
    }

    /// <summary>With what the app logged of its own failures: an answer with 500 tells a caller nothing.</summary>
    private static void ShouldBeNone(List<string> faults, Machine machine) =>
        faults.Count.ShouldBe(0, $"{string.Join('\n', faults)}\n\nThe app's log of its failures:\n{Failures(machine.App.Output)}");

    /// <summary>The log's entries of errors, each with the exception below it; the last ones.</summary>
    private static string Failures(string log)
    {
        const int most = 20_000;
        var kept = new StringBuilder();
        var isFailure = false;
        foreach (var line in log.Split('\n'))
        {
            if (Entry().Match(line) is { Success: true } entry)
            {
                isFailure = entry.Groups["level"].Value is "fail" or "crit";
            }

            if (isFailure)
            {
                kept.Append(line).Append('\n');
            }
        }

        return kept.Length <= most ? kept.ToString() : kept.ToString(kept.Length - most, most);
    }

    private static async Task AroundAsync(
        HttpClient http, string function, string method, string route, string good, List<string> faults)
    {
        var answers = await Task.WhenAll(NastyJson.Around(good).Chunk(8).Select(async chunk =>
        {
            var told = new List<(string, int, string)>();
            foreach (var (place, body) in chunk)
            {
                var (status, text) = await SendAsync(http, method, Filled(route, Tenant), body);
                told.Add((place, status, text));
            }

            return told;
        }));
        foreach (var (place, status, text) in answers.SelectMany(told => told))
        {
            Judge((status, text), $"{function} with {place}", mustName: true, faults);
        }
    }

    /// <summary>Below 500; and a 400 about well-formed JSON names a field.</summary>
    private static void Judge((int Status, string Text) answer, string what, bool mustName, List<string> faults)
    {
        if (answer.Status >= 500 && !IsHonestOutage(answer))
        {
            faults.Add($"{what}: {answer.Status} {Short(answer.Text)}");
        }

        var names = answer.Status != 400 || (answer.Text.Contains("\"errors\"", StringComparison.Ordinal)
            && JsonSerializer.Deserialize<JsonElement>(answer.Text).GetProperty("errors").EnumerateObject().Any());
        if (mustName && !names && !answer.Text.Contains("is not valid JSON", StringComparison.Ordinal))
        {
            faults.Add($"{what}: 400 without a field: {Short(answer.Text)}");
        }
    }

    /// <summary>A service beside us that did not answer, said in so many words.</summary>
    private static bool IsHonestOutage((int Status, string Text) answer) =>
        answer.Status is 502 or 503 && (answer.Text.Contains("refused (", StringComparison.Ordinal)
            || answer.Text.Contains("does not answer now", StringComparison.Ordinal) || answer.Text.Contains("\"checks\"", StringComparison.Ordinal));

    private static async Task<(int Status, string Text)> SendAsync(HttpClient http, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("x-functions-key", Machine.AdminKey);
        if (method != "GET")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Filled(string route, string tenant, string part = "17") => "/api/" + Parameter().Replace(
        route, match => match.Groups["name"].Value is "tenant" or "tenantId" ? tenant : part);

    private static string Short(string text) => text.Length > 300 ? text[..300] : text;

    /// <summary>The first line of an entry.</summary>
    [GeneratedRegex("^(\\S+ \\S+ )?(?<level>trce|dbug|info|warn|fail|crit):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\{\*?(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
