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
        Tables = new SqliteTableStore(Data.PathOf("cerniq.db"));
        Links = new FileLinks(Data.Key("keys/links.key"), Clock);
        Blobs = new FileBlobStore(Data.PathOf("files"), Tables, Links);
        Secrets = new LocalSecretStore(Tables, Data.Key("keys/secrets.key"));
    }

    public SetClock Clock { get; } = new();

    public DataFolder Data { get; }

    public SqliteTableStore Tables { get; }

    public FileLinks Links { get; }

    public IBlobStore Blobs { get; }

    public ISecretStore Secrets { get; }

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        _folder.Dispose();
    }
}
