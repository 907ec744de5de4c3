using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Files in Blob Storage; links are shared access signatures.</summary>
internal sealed class AzureBlobStore(BlobServiceClient service, string container, TimeProvider clock) : IBlobStore
{
    private const string Sha256Name = "sha256";
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(1);

    private readonly BlobContainerClient _container = service.GetBlobContainerClient(container);
    private UserDelegationKey? _delegation;

    public async Task<StoredBlob> PutIfAbsentAsync(
        string path, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var blob = _container.GetBlobClient(path);
        var sha256 = Hash(content.Span);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Sha256Name] = sha256 },
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
            return new StoredBlob(path, sha256, content.Length, Created: true);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new StoredBlob(path, properties.Metadata[Sha256Name], properties.ContentLength, Created: false);
        }
    }

    public async Task<BlobContent?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        try
        {
            var found = (await _container.GetBlobClient(path).DownloadContentAsync(cancellationToken)).Value;
            var content = found.Content.ToMemory();
            var sha256 = Hash(content.Span);
            return sha256 == found.Details.Metadata[Sha256Name]
                ? new BlobContent(path, content, found.Details.ContentType, sha256)
                : throw new InvalidDataException($"The file {path} is not what was stored: its SHA-256 is {sha256}.");
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        return await _container.GetBlobClient(path).ExistsAsync(cancellationToken);
    }

    public Uri SignedReadUrl(string path, TimeSpan validFor)
    {
        BlobPath.Check(path);
        var blob = _container.GetBlobClient(path);
        var expires = clock.GetUtcNow() + validFor;
        return blob.CanGenerateSasUri
            ? blob.GenerateSasUri(BlobSasPermissions.Read, expires)
            : blob.GenerateUserDelegationSasUri(BlobSasPermissions.Read, expires, DelegationKey(expires));
    }

    /// <summary>With a managed identity links are signed by a key that the service lends; it outlives the link.</summary>
    private UserDelegationKey DelegationKey(DateTimeOffset until)
    {
        var key = _delegation;
        if (key is null || key.SignedExpiresOn < until)
        {
            var expires = until > clock.GetUtcNow() + KeyLife ? until : clock.GetUtcNow() + KeyLife;
            key = service.GetUserDelegationKey(startsOn: null, expires, CancellationToken.None).Value;
            _delegation = key;
        }

        return key;
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
