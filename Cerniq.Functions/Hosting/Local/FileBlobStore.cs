using System.Security.Cryptography;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Files under the data folder, at the paths they are known by. The row in the table decides whether a file exists;
/// it is written after the bytes are on disk, so that a crash leaves at most a file that nobody knows.</summary>
internal sealed class FileBlobStore(string root, ITableStore tables, FileLinks links) : IBlobStore
{
    private const string Table = "files";

    /// <summary>EEXIST and ERROR_FILE_EXISTS, as the runtime hands them on.</summary>
    private const int Taken = 17;
    private const int TakenOnWindows = unchecked((int)0x80070050);

    public async Task<StoredBlob> PutIfAbsentAsync(
        string path, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        if (await FindAsync(path, cancellationToken) is { } there)
        {
            return there.AsStored(path, created: false);
        }

        var file = await WriteAsync(path, content, cancellationToken);
        var entry = new FileEntry(file, Hash(content.Span), content.Length, contentType);
        var written = await tables.WriteAsync(
            Table, Partition(path), [new TableOperation.Insert(RowKey.Of(path), CerniqJson.Write(entry))], cancellationToken);
        if (written.Applied)
        {
            return entry.AsStored(path, created: true);
        }

        File.Delete(Physical(file));
        var winner = await FindAsync(path, cancellationToken)
            ?? throw new IOException($"The file {path} vanished while it was being written.");
        return winner.AsStored(path, created: false);
    }

    public async Task<BlobContent?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        if (await FindAsync(path, cancellationToken) is not { } entry)
        {
            return null;
        }

        var content = await File.ReadAllBytesAsync(Physical(entry.File), cancellationToken);
        var sha256 = Hash(content);
        return sha256 == entry.Sha256
            ? new BlobContent(path, content, entry.ContentType, sha256)
            : throw new InvalidDataException($"The file {path} is not what was stored: its SHA-256 was {entry.Sha256} and is {sha256}.");
    }

    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        BlobPath.Check(path);
        return await FindAsync(path, cancellationToken) is not null;
    }

    public Uri SignedReadUrl(string path, TimeSpan validFor)
    {
        BlobPath.Check(path);
        return links.Sign(path, validFor);
    }

    private async Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Physical(path))!;
        MakeFolder(folder);
        var (name, file) = Create(path);
        try
        {
            await using (file)
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }
        }
        catch
        {
            File.Delete(Physical(name));
            throw;
        }

        DiskSync.Directory(folder);
        return name;
    }

    /// <summary>Makes a new file under its own name, or beside it when that is taken: by another caller, by what a crash left,
    /// or by a name that differs in case only.</summary>
    private (string Name, FileStream File) Create(string path)
    {
        var name = path;
        while (true)
        {
            try
            {
                return (name, new FileStream(
                    Physical(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.Asynchronous));
            }
            catch (IOException refused) when (refused.HResult is Taken or TakenOnWindows)
            {
                // Whether it is still there does not matter: the other caller may have lost and taken it away again.
                name = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
            }
        }
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        if (folder.Length > root.Length)
        {
            MakeFolder(parent);
        }

        Directory.CreateDirectory(folder);
        DiskSync.Directory(parent);
    }

    private async Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, Partition(path), RowKey.Of(path), cancellationToken);
        return row is null ? null : CerniqJson.Read<FileEntry>(row.Body);
    }

    /// <summary>A tenant's files lie in one partition, everything else under its first segment.</summary>
    private static string Partition(string path)
    {
        var segments = path.Split('/', 3);
        return segments.Length > 2 ? RowKey.Of(segments[0], segments[1]) : RowKey.Of(segments[0]);
    }

    private string Physical(string name) => Path.Combine(root, name);

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed record FileEntry(string File, string Sha256, long Length, string ContentType)
    {
        public StoredBlob AsStored(string path, bool created) => new(path, Sha256, Length, created);
    }
}
