namespace Cerniq.Cli.Files;

/// <summary>Reads lines as the bytes they are: a text reader would mend what is damaged.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _line = new();
    private int _from;
    private int _to;

    /// <summary>The next line without its line break, or null at the end.</summary>
    public async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        _line.SetLength(0);
        while (true)
        {
            if (_from == _to)
            {
                _from = 0;
                _to = await stream.ReadAsync(_buffer, cancellationToken);
                if (_to == 0)
                    return _line.Length == 0 ? null : _line.ToArray();
            }

            var end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
            var count = end < 0 ? _to - _from : end;
            _line.Write(_buffer, _from, count);
            _from += count + (end < 0 ? 0 : 1);
            if (end >= 0)
                return _line.ToArray();
        }
    }

    public void Dispose() => _line.Dispose();
}
