using Cerniq.Functions.Api;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Serves stored files to whoever has a good link. In the cloud the blob store does this itself.</summary>
public sealed class FileFunction(IBlobStore blobs, FileLinks links)
{
    [Function("ReadFile")]
    [PublicRoute("the link itself is signed and expires")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request,
        string path,
        CancellationToken cancellationToken)
    {
        if (!BlobPath.IsValid(path) || !links.IsGood(path, request.Query["exp"], request.Query["sig"]))
        {
            return Problem.Forbidden("The link is not valid or has expired. Ask for a new one.");
        }

        if (await blobs.ReadAsync(path, cancellationToken) is not { } blob)
        {
            return Problem.NotFound();
        }

        // Stored documents come from outside too: no browser may take one for a page of ours.
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return new FileContentResult(blob.Content.ToArray(), blob.ContentType) { FileDownloadName = path[(path.LastIndexOf('/') + 1)..] };
    }
}
