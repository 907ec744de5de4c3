using Cerniq.Functions.Hosting.Local;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.Hosting.Local;

/// <summary>The stores of one machine over a folder of their own.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    public LocalStorage()
    {
        Data = new DataFolder(_folder.Path);
        Open();
    }

    public SetClock Clock { get; } = new();

    public DataFolder Data { get; }

    public SqliteTableStore Tables { get; private set; }

    public FileLinks Links { get; private set; }

    public IBlobStore Blobs { get; private set; }

    public ISecretStore Secrets { get; private set; }

    /// <summary>As after a restart: everything opened anew over the same folder.</summary>
    public async Task ReopenAsync()
    {
        await Tables.DisposeAsync();
        Open();
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(Tables), nameof(Links), nameof(Blobs), nameof(Secrets))]
    private void Open()
    {
        Tables = new SqliteTableStore(Data.PrivateFile("cerniq.db"));
        Links = new FileLinks(Data.Key("keys/links.key"), Clock);
        Blobs = new FileBlobStore(Data.PrivateFolder("files"), Tables, Links);
        Secrets = new LocalSecretStore(Tables, Data.Key("keys/secrets.key"));
    }

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        _folder.Dispose();
    }
}
