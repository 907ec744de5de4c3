using System.Net;
using System.Text.Json;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Migration;

/// <summary>Gives a tenant's credentials to the app and says which were taken, never what they are.</summary>
/// <param name="name">The file's, as errors give it.</param>
internal sealed class CredentialTakeOver(AppConnection app, string tenant, string name, TextWriter output, TextWriter error)
{
    /// <param name="appKey">Laravel's APP_KEY, when there is one.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ReadOnlyMemory<byte> file, string? appKey, CancellationToken cancellationToken)
    {
        if (Unsafe(appKey) is { } unsafeToSend)
            return Unreadable(unsafeToSend);
        var (read, unreadable) = CredentialFile.Read(file, appKey);
        if (read is null)
            return Unreadable($"{name}:{unreadable!.Line}: {unreadable.Words}");
        using var body = read.Content();
        var answer = await app.SendAsync(
            HttpMethod.Post,
            AppConnection.TenantPath(tenant, "credentials/import"),
            body,
            cancellationToken,
            read.AppKeyHeader is { } header ? [new("x-app-key", header)] : []);
        return answer.WhyNot is null ? Report(answer.Body) : Refuse(answer, file, isKeyGiven: appKey is { Length: > 0 });
    }

    private string? Unsafe(string? appKey) =>
        app.WhyNoSecrets is { } open ? open
        : AppConnection.MayBeHeader(appKey?.Trim()) ? null
        : "the APP_KEY holds characters that none has; it looks like base64:… and is one line";

    private int Refuse(AppAnswer answer, ReadOnlyMemory<byte> file, bool isKeyGiven)
    {
        if (answer.Status != HttpStatusCode.BadRequest)
            return Unreadable($"{name}: {answer.WhyNot}");
        foreach (var field in answer.Fields)
            error.WriteLine($"{name}:{CredentialFile.LineOf(file.Span, field.Name)}: {field.Name}: {field.Words}");
        if (answer.Fields.Count == 0)
            error.WriteLine($"{name}: {answer.WhyNot}");
        if (!isKeyGiven)
            error.WriteLine("  values that Laravel has sealed need its APP_KEY: give it with --app-key or in the environment variable APP_KEY");
        error.WriteLine("nothing was taken over");
        return ExitCode.Invalid;
    }

    private int Report(byte[] body)
    {
        if (Answer(body) is not { } answer)
            return Unreadable($"{app.Address} answered something else than what it took over; is it the app, in this version?");
        output.WriteLine($"taken over: {(answer.Imported.Count == 0 ? "nothing" : string.Join(", ", answer.Imported))}");
        if (answer.Certificate is { } certificate)
            output.WriteLine($"  certificate: {certificate.Subject}, valid until {certificate.NotAfter:yyyy-MM-dd}, SHA-256 {certificate.Sha256}");
        if (answer.Ignored is { Count: > 0 } ignored)
            output.WriteLine($"  not needed here: {string.Join(", ", ignored)}");
        return ExitCode.Ok;
    }

    private int Unreadable(string words)
    {
        error.WriteLine(words);
        return ExitCode.Unreadable;
    }

    private static CredentialsImported? Answer(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<CredentialsImported>(body, JsonSerializerOptions.Web) is { Imported: not null } answer ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record CredentialsImported(IReadOnlyList<string> Imported, IReadOnlyList<string>? Ignored, CertificateFacts? Certificate);

    private sealed record CertificateFacts(string Subject, DateTimeOffset NotAfter, string Sha256);
}
