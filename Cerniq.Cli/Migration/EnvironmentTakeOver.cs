using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Cerniq.Cli.Files;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Migration;

/// <summary>Gives the settings and the certificate of the source's environment to the app, and says which, never what.</summary>
/// <param name="folder">What a certificate's path is relative to.</param>
internal sealed class EnvironmentTakeOver(AppConnection app, string tenant, string folder, TextWriter output, TextWriter error)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var (read, whyNot) = EnvironmentFile.Of(variables);
        whyNot ??= app.WhyNoSecrets ?? (read!.IsEmpty ? "there is no variable EFACTURA_… with a value" : null);
        if (whyNot is not null)
            return Unreadable(whyNot);
        var (certificate, unreadable) = Certificate(read!);
        if (unreadable is not null)
            return Unreadable(unreadable);

        // The certificate first: it is the one that may not fit its password.
        if (certificate is not null && await SendAsync(HttpMethod.Post, "credentials/import", read!.Credentials(certificate), cancellationToken) is var notImported and not ExitCode.Ok)
            return notImported;
        if (read!.Settings.Count > 0 && await SendAsync(HttpMethod.Put, "settings", read.Settings, cancellationToken) is var notSet and not ExitCode.Ok)
            return notSet;

        var taken = read.Settings.Select(setting => setting.Key).Concat(certificate is null ? [] : ["efactura_certificate"]);
        output.WriteLine($"taken over: {string.Join(", ", taken)}");
        if (read.Unknown.Count > 0)
            output.WriteLine($"  not needed here: {string.Join(", ", read.Unknown)}");
        return ExitCode.Ok;
    }

    private (byte[]? Certificate, string? WhyNot) Certificate(EnvironmentFile read)
    {
        if (read.CertificatePath is not { } path)
            return (null, null);
        var (bytes, whyNot) = new InputFiles(() => Stream.Null).Read(new InputFile(Path.Combine(folder, path)));
        return bytes is null ? (null, $"EFACTURA_CERTIFICATE_PATH: {whyNot}") : (bytes, null);
    }

    private async Task<int> SendAsync(HttpMethod method, string route, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } },
        };
        var answer = await app.SendAsync(method, AppConnection.TenantPath(tenant, route), content, cancellationToken);
        if (answer.WhyNot is null)
            return ExitCode.Ok;
        error.WriteLine(answer.WhyNot);
        return answer.Status == HttpStatusCode.BadRequest ? ExitCode.Invalid : ExitCode.Unreadable;
    }

    private int Unreadable(string words)
    {
        error.WriteLine(words);
        return ExitCode.Unreadable;
    }
}
